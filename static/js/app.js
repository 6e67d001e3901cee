// What every staff page can do beyond its links and forms. Without this file all of it still works, only slower.
(() => {
  "use strict";

  const root = document.documentElement;
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const words = () => one("#words").dataset;
  const on = (name, handle, options) => document.addEventListener(name, handle, options);
  const pressed = (event, selector) => event.target.closest?.(selector);
  root.dataset.js = "";

  // A page hears of changes from the moment it was drawn, though its stream opens a little later.

  window.htmx.createEventSource = (url) => {
    const drawn = performance.getEntriesByType("navigation")[0]?.requestStart ?? 0;
    return new EventSource(`${url}?age=${Math.ceil(performance.now() - drawn)}`);
  };

  // Banners: what went wrong with a request, while the text that was typed stays where it is.

  function tell(text, reference) {
    const banner = one("#banner").content.firstElementChild.cloneNode(true);
    one("[data-text]", banner).textContent = text;
    if (reference) {
      one("[data-reference]", banner).hidden = false;
      one("code", banner).textContent = reference;
    }
    one("#banners").replaceChildren(banner);
  }

  const REASONS = { 0: "offline", 401: "loggedOut", 403: "forbidden", 413: "tooLarge", 429: "slowDown" };

  on("htmx:responseError", ({ detail: { xhr } }) => {
    tell(words()[REASONS[xhr.status]] ?? words().unsaved, xhr.getResponseHeader("X-Request-ID"));
  });
  for (const failure of ["htmx:sendError", "htmx:timeout"]) on(failure, () => tell(words().offline));
  on("htmx:beforeSwap", (event) => {
    // A session that ended answers with the login page: that belongs in another tab, not in this panel.
    const { xhr, requestConfig } = event.detail;
    if (!xhr.responseURL || requestConfig.path.startsWith(words().login)) return;
    if (new URL(xhr.responseURL).pathname === words().login) {
      event.detail.shouldSwap = false;
      tell(words().loggedOut);
    }
  });

  on("htmx:oobAfterSwap", ({ detail: { target } }) => {
    if (target.id === "messages" && target.firstElementChild) target.scrollIntoView({ block: "nearest" });
  });

  // A phone has no room for all that can be searched by.

  const narrow = matchMedia("(max-width: 860px)").matches;
  for (const search of all("[data-short]")) if (narrow) search.placeholder = search.dataset.short;

  // A form that somebody opens takes the focus, at its first mistake if there is one; when it closes, what opened it has
  // the focus again. Whoever went on to another field meanwhile stays there, and so does everybody when the page follows its record.

  const FIELD = "input:not([type=hidden]), select, textarea";
  let opener;

  function enter(form) {
    const field = one("[aria-invalid=true]", form) ?? one(FIELD, form);
    if (!field) return;
    field.focus({ preventScroll: true });
    form.scrollIntoView({ block: "nearest" });
    (field.closest(".field") ?? field).scrollIntoView({ block: "nearest" });
  }

  on("htmx:afterSettle", ({ target, detail: { requestConfig: { elt } } }) => {
    const here = document.activeElement;
    if (!elt.matches("a, button, form") || !(here === document.body || here === elt || target.contains(here))) return;
    const form = target.matches("form[data-editing]") ? target : one("form[data-editing]", target);
    if (form) {
      if (elt.matches("a")) opener = elt.getAttribute("hx-get");
      enter(form);
    } else if (opener && elt.closest("form[data-editing]") && !one("form[data-editing]")) {
      const link = all("a[hx-get]").find((each) => each.getAttribute("hx-get") === opener);
      link?.focus({ preventScroll: true });
      link?.scrollIntoView({ block: "nearest" });
      opener = undefined;
    }
  });

  // Menus are <details>: opening one closes the others, and so do Escape and a click elsewhere.

  const openMenus = () => all("details.menu[open]");

  on("click", (event) => {
    for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
    if (pressed(event, "[data-close]")) pressed(event, ".banner").remove();
  });

  on("input", (event) => event.target.closest?.("form[data-editing]")?.setAttribute("data-typed", ""));

  // Keys: / and Ctrl-K search, j and k walk the rows, Escape closes a menu, else the form it is pressed in if nothing was typed there.

  const typing = (element) => element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);

  function walkRows(step) {
    const rows = all("table.rowlink a.go").filter((link) => link.offsetParent);
    if (!rows.length) return;
    const here = rows.indexOf(document.activeElement);
    const next = rows[Math.min(rows.length - 1, Math.max(0, here + step))];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  }

  on("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Escape") {
      const menus = openMenus();
      for (const menu of menus) {
        menu.open = false;
        if (menu.contains(document.activeElement)) one("summary", menu).focus();
      }
      const cancel = pressed(event, "form[data-editing]:not([data-typed])")?.querySelector("[data-cancel]");
      if (cancel && !menus.length && !event.isComposing && !one("dialog[open]")) cancel.click();
    } else if ((control && event.key === "k") || (event.key === "/" && !typing(event.target) && !control)) {
      const search = one(".find input");
      if (!search) return;
      event.preventDefault();
      search.focus();
      search.select();
    } else if (!control && !event.altKey && !typing(event.target) && !one("dialog[open]")) {
      if (event.key === "j") walkRows(1);
      if (event.key === "k") walkRows(-1);
    }
  });

  // Light, dark or as the device; the server reads the cookie, so that no page flashes.

  function show(theme) {
    root.dataset.bsTheme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    markTheme();
  }
  const markTheme = () => {
    for (const button of all(".seg [data-set-theme]")) button.setAttribute("aria-pressed", button.dataset.setTheme === root.dataset.bsTheme);
  };
  const isDark = () =>
    root.dataset.bsTheme === "dark" || (root.dataset.bsTheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);

  on("click", (event) => {
    const chosen = pressed(event, "[data-set-theme]")?.dataset.setTheme;
    if (chosen) show(chosen === "switch" ? (isDark() ? "light" : "dark") : chosen);
  });
  markTheme();

  // Copy and share

  async function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea"); // plain http on the shop's own network
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) throw new Error("not copied");
  }

  function answer(button, text) {
    const label = [...button.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!label) return button.setAttribute("aria-label", text);
    const before = (button.dataset.label ??= label.data);
    label.data = text;
    setTimeout(() => (label.data = before), 1800);
  }

  on("click", (event) => {
    const button = pressed(event, "[data-copy]");
    if (button) copy(button.dataset.copy).then(() => answer(button, words().copied), () => answer(button, words().notCopied));
    const shared = pressed(event, "[data-share]");
    if (shared && navigator.share) {
      event.preventDefault();
      navigator.share({ title: document.title, url: shared.dataset.share }).catch(() => {});
    }
  });

  // Ask before what cannot be undone; a step that needs a note asks for the note. Both come before htmx hears the click.

  const allowed = new WeakSet();

  on("click", (event) => {
    const button = pressed(event, "button, a, input[type=submit]");
    const isSubmit = button?.type === "submit";
    const question = button?.dataset.confirm ?? (isSubmit ? button.form?.dataset.confirm : undefined);
    if (!question || allowed.delete(button)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const dialog = one("#ask");
    one("p", dialog).textContent = question;
    const yes = one("[value=yes]", dialog);
    yes.textContent = button.dataset.yes ?? yes.dataset.yes;
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return;
      allowed.add(button);
      button.click();
    }, { once: true });
  }, true);

  on("click", (event) => {
    const button = pressed(event, "[data-note-needed]");
    const note = button?.form?.elements.note;
    if (!note || note.value.trim()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const menu = note.closest("details");
    if (menu) menu.open = true;
    note.required = true;
    note.reportValidity();
    note.required = false;
  }, true);

  // One press, one request

  const wait = (buttons, busy) => {
    for (const button of buttons) button.disabled = busy;
  };

  on("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
    const buttons = all("button:not([type=button]):enabled, input[type=submit]:enabled", form);
    form.setAttribute("aria-busy", "true");
    setTimeout(() => wait(buttons, true)); // after the browser has read which button was pressed
    const release = () => {
      wait(buttons, false);
      form.removeAttribute("aria-busy");
    };
    setTimeout(release, 8000); // a download leaves the page where it is
    addEventListener("pageshow", release, { once: true });
  });
  for (const [name, busy] of [["htmx:beforeRequest", true], ["htmx:afterRequest", false]]) {
    on(name, ({ detail: { elt } }) => {
      if (elt.matches("button, form")) wait(elt.matches("form") ? all("button:not([type=button])", elt) : [elt], busy);
      elt.setAttribute("aria-busy", busy);
    });
  }

  // Chosen photos, before they are sent

  on("change", (event) => {
    const field = event.target;
    if (!field.matches?.("input[type=file][data-preview]")) return;
    const anchor = field.closest(".drop") ?? field;
    let strip = anchor.nextElementSibling;
    if (!strip?.matches(".previews")) {
      strip = document.createElement("div");
      strip.className = "previews";
      anchor.after(strip);
    }
    for (const image of all("img", strip)) URL.revokeObjectURL(image.src);
    strip.replaceChildren(...[...field.files].filter((file) => file.type.startsWith("image/")).map((file) => {
      const image = new Image();
      image.src = URL.createObjectURL(file);
      image.alt = file.name;
      return image;
    }));
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    on(name, (event) => pressed(event, ".drop")?.classList.toggle("over", name === "dragover"));
  }

  // The sidebar's figures come after the page, so that no page waits for them.

  const counters = all("[data-count]");
  if (counters.length) {
    fetch("/nav-counts/", { headers: { Accept: "application/json" } })
      .then((response) => (response.ok ? response.json() : {}))
      .then((counts) => {
        for (const counter of counters) counter.textContent = counts[counter.dataset.count] || "";
      })
      .catch(() => {});
  }
})();
