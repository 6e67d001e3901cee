// Work orders on a phone: answers survive a bad network, names are signed by hand, cards move by keys, assets are found.
// Without this file everything is answered all the same, while there is a network.
(() => {
  "use strict";

  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const on = (name, handle, options) => document.addEventListener(name, handle, options);
  const bar = one("#waiting");

  // What waits: rows of {url, fields, task, at, user, refused} in the browser's own database, in the order of their keys.

  let opened; // once for the page: an answer given just before it is left must not wait for that

  const database = () =>
    (opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("docket-answers", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore("answers", { autoIncrement: true });
      asked.onsuccess = () => {
        asked.result.onclose = () => (opened = undefined);
        resolve(asked.result);
      };
      asked.onerror = () => {
        opened = undefined;
        reject(asked.error);
      };
    }));

  async function shelf(mode, act) {
    const store = (await database()).transaction("answers", mode).objectStore("answers");
    const asked = act(store);
    if (mode === "readwrite") store.transaction.commit(); // also if the page is gone before the answer to it
    return new Promise((resolve, reject) => {
      store.transaction.oncomplete = () => resolve(asked.result);
      store.transaction.onerror = () => reject(store.transaction.error);
    });
  }

  const keep = (answer) => shelf("readwrite", (store) => store.add(answer));
  const forget = (key) => shelf("readwrite", (store) => store.delete(key));
  const mark = (key, answer) => shelf("readwrite", (store) => store.put(answer, key));

  async function kept() {
    const found = [];
    await shelf("readonly", (store) => {
      const walk = store.openCursor();
      walk.onsuccess = () => {
        const cursor = walk.result;
        if (!cursor) return;
        if (cursor.value.user === bar.dataset.user && !underway.has(cursor.value.once)) found.push({ key: cursor.key, ...cursor.value });
        cursor.continue();
      };
      return walk;
    });
    return newest(found);
  }

  /* Of several answers to one question the last counts, and the others are forgotten; pictures are all kept. */
  async function newest(answers) {
    const last = new Map(answers.map(({ url, key }) => [url, key]));
    const isOld = ({ url, key, fields }) => last.get(url) !== key && !fields.some(([, value]) => value instanceof File);
    for (const { key } of answers.filter(isOld)) await forget(key);
    return answers.filter((answer) => !isOld(answer));
  }

  // Every answer carries a key of its own, so that it counts once however often it is sent.

  const newKey = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  const answerForm = (event) => event.target.closest?.("form[data-answer]");
  let lastAnswer = 0;

  const underway = new Map(); // what has been sent and not answered: its key, and the promise of its row's

  on("htmx:configRequest", (event) => {
    const form = answerForm(event);
    if (!form || !bar) return;
    const { parameters, path } = event.detail;
    lastAnswer = Date.now();
    parameters.once = newKey();
    const canvas = one("canvas", form);
    if (canvas && drawn.has(canvas)) parameters.photos = picture(canvas);
    const fields = [...entries(parameters)].filter(([name]) => name !== "csrfmiddlewaretoken");
    const answer = { url: path, fields, task: nameOf(form), at: new Date().toISOString(), user: bar.dataset.user };
    // Kept before it is sent: whoever turns to another page in the same breath has answered all the same.
    underway.set(parameters.once, keep({ ...answer, once: parameters.once }).catch(() => null));
  });

  const unreached = [0, 502, 503, 504, 507]; // the shop's server itself did not hear of it, or had no room for it

  on("htmx:afterRequest", async (event) => {
    const { xhr, requestConfig } = event.detail;
    const { once } = requestConfig.parameters;
    if (!underway.has(once)) return;
    const key = await underway.get(once);
    if (!unreached.includes(xhr.status)) key && (await forget(key));
    else requestConfig.elt.closest("[data-task]")?.removeAttribute("data-editing");
    underway.delete(once);
    news = ""; // of what was sent before
    await show();
  });

  // The page's own answer comes back as news of a change: that is nothing to warn of.

  on("htmx:beforeRequest", (event) => {
    if (!event.target.matches?.("[data-live]") || Date.now() - lastAnswer > 4000) return;
    if (!one("#panel [data-editing]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    on(failure, (event) => {
      if (!answerForm(event) || !bar || !unreached.includes(event.detail.xhr.status)) return;
      event.stopImmediatePropagation(); // the bar says that it waits
    }, true);
  }

  const entries = (parameters) =>
    parameters instanceof FormData ? parameters.entries() : Object.entries(parameters).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((each) => [name, each]));
  const nameOf = (form) => form.closest("[data-task]")?.dataset.task ?? "";

  // What the page says of it

  let news = ""; // what stays said for a while

  async function show(text = news) {
    if (!bar) return;
    const answers = await kept();
    const waiting = answers.filter((answer) => !answer.refused);
    const notice = one("[data-notice]", bar);
    const words = bar.dataset;
    bar.hidden = !answers.length && !text;
    notice.hidden = !waiting.length && !text;
    notice.className = `notice ${waiting.length ? "warning" : "success"}`;
    one("[data-text]", notice).textContent =
      text || (waiting.length === 1 ? words.one : words.many.replace("{n}", waiting.length));
    one("[data-send-now]", notice).hidden = !waiting.length;
    one("[data-refusals]", bar).replaceChildren(...answers.filter((answer) => answer.refused).map(refusal));
    for (const card of all("[data-task]")) {
      const there = waiting.some((answer) => answer.url.includes(`/tasks/${card.id.slice(5)}/`));
      const line = one(".waits", card);
      if (!line) continue;
      line.hidden = !there;
      one("span", line).textContent = there ? words.card : "";
    }
  }

  const said = (answer) =>
    answer.fields
      .filter(([name]) => ["text", "number", "reason", "notes", "photos"].includes(name))
      .map(([, value]) => (typeof value === "string" ? value : bar.dataset.photo))
      .filter(Boolean)
      .join(" · ");

  function refusal(answer) {
    const item = document.createElement("li");
    item.className = "notice error";
    const text = document.createElement("span");
    text.className = "grow";
    text.textContent = `${bar.dataset.refused} ${answer.task}: ${said(answer)}. ${answer.refused}`;
    const copy = document.createElement("button");
    copy.type = "button";
    copy.className = "btn sm";
    copy.dataset.copy = said(answer);
    copy.textContent = bar.dataset.copy;
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn sm";
    discard.textContent = bar.dataset.discard;
    discard.addEventListener("click", async () => {
      await forget(answer.key);
      await show();
    });
    item.append(text, copy, discard);
    return item;
  }

  // Sending what waited, one after the other, as it was given

  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  let sending = false;

  async function sendAll() {
    if (!bar || sending) return;
    sending = true;
    try {
      const waiting = (await kept()).filter((answer) => !answer.refused);
      if (!waiting.length) return await show();
      await show(bar.dataset.sending);
      for (const answer of waiting) if (!(await send(answer))) return;
      one("#live") && window.htmx?.trigger("#live", "answers-sent");
      lastAnswer = 0;
      const left = await kept();
      news = left.length ? "" : bar.dataset.sent;
      await show();
      setTimeout(() => {
        news = "";
        show();
      }, 6000);
    } finally {
      sending = false;
    }
  }

  /* Whether the next may follow: not where there is no network, or nobody is logged in. */
  async function send({ key, ...answer }) {
    const body = new FormData();
    for (const [name, value] of answer.fields) body.append(name, value);
    body.append("later", "1");
    body.append("at", answer.at);
    body.append("sent", new Date().toISOString());
    let response;
    try {
      response = await fetch(answer.url, { method: "POST", body, headers: { "X-CSRFToken": token() } });
    } catch {
      await show();
      return false;
    }
    const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
    if (isOurs) {
      const { refused } = await response.json();
      await (refused ? mark(key, { ...answer, refused }) : forget(key));
      return true;
    }
    if (response.redirected || response.status === 403) {
      await show(bar.dataset.login);
      return false;
    }
    if (response.status === 404 || response.status === 413) {
      await mark(key, { ...answer, refused: String(response.status) });
      return true;
    }
    await show();
    return false;
  }

  addEventListener("online", sendAll);
  on("click", (event) => {
    if (event.target.closest?.("[data-send-now]")) sendAll();
  });
  on("htmx:afterSettle", () => bar && !bar.hidden && !sending && show());
  if (bar) sendAll();

  // A card that is being typed on is left alone when the page follows a change.

  on("input", (event) => {
    if (event.target.type !== "file") event.target.closest?.("[data-task], #closing")?.setAttribute("data-editing", "");
  });

  // A name signed with a finger

  const drawn = new WeakSet();

  /* Made at once: whoever signs and sends in one breath has signed. */
  function picture(canvas) {
    const bytes = atob(canvas.toDataURL("image/png").split(",")[1]);
    return new File([Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))], "signature.png", { type: "image/png" });
  }

  on("pointerdown", (event) => {
    const canvas = event.target.closest?.(".sign canvas");
    if (!canvas) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    canvas.closest("[data-task]")?.setAttribute("data-editing", "");
    const pen = canvas.getContext("2d");
    if (!drawn.has(canvas)) {
      pen.fillStyle = "#fff";
      pen.fillRect(0, 0, canvas.width, canvas.height);
    }
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#111";
    const place = ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect();
      return [((clientX - box.left) * canvas.width) / box.width, ((clientY - box.top) * canvas.height) / box.height];
    };
    pen.beginPath();
    pen.moveTo(...place(event));
    const draw = (moved) => {
      pen.lineTo(...place(moved));
      pen.stroke();
    };
    const lift = () => canvas.removeEventListener("pointermove", draw);
    drawn.add(canvas);
    canvas.addEventListener("pointermove", draw);
    canvas.addEventListener("pointerup", lift, { once: true });
    canvas.addEventListener("pointercancel", lift, { once: true });
  });

  on("click", (event) => {
    if (!event.target.closest?.("[data-clear]")) return;
    const canvas = one("canvas", event.target.closest(".sign"));
    canvas.getContext("2d").clearRect(0, 0, canvas.width, canvas.height);
    drawn.delete(canvas);
  });

  // The board: Alt and an arrow key move the card in hand one column on or back.

  on("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const card = event.target.closest?.("[data-card]");
    if (!step || !event.altKey || !card) return;
    event.preventDefault();
    const columns = all("[data-column]").map((column) => column.dataset.column);
    let next = columns.indexOf(card.closest("[data-column]").dataset.column) + step;
    while (columns[next]) {
      const button = one(`[data-to="${columns[next]}"]`, card);
      if (button) return button.form.requestSubmit(button);
      next += step;
    }
  });
  addEventListener("load", () => {
    if (location.hash.startsWith("#WO-")) document.getElementById(location.hash.slice(1))?.querySelector(".go")?.focus();
  });

  // Assets of an order that is written: found by typing, shown as chips; the plain list below holds what is chosen.

  const picker = one("[data-assets]");
  if (picker) {
    const list = one("select", picker);
    const found = one("[data-found]", picker);
    const search = one("[data-search]", picker);
    picker.dataset.ready = "";

    const button = (text, name) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = text;
      if (name) made.setAttribute("aria-label", name);
      return made;
    };

    const showChosen = () => {
      one("[data-chosen]", picker).replaceChildren(...[...list.selectedOptions].map((option) => {
        const chip = document.createElement("span");
        chip.className = "chip";
        chip.textContent = option.text;
        const off = button("×", `${found.dataset.remove}: ${option.text}`);
        off.addEventListener("click", () => {
          option.selected = false;
          showChosen();
        });
        chip.append(off);
        return chip;
      }));
    };

    const choose = (key, text) => {
      const option = [...list.options].find((each) => each.value === key) ?? new Option(text, key);
      list.append(option); // in the order they are chosen in
      option.selected = true;
      search.value = "";
      found.replaceChildren();
      showChosen();
      search.focus();
    };

    const local = (words) =>
      [...list.options]
        .filter((option) => words.every((word) => option.text.toLowerCase().includes(word)))
        .map((option) => ({ key: option.value, text: option.text }));

    /* The server also knows serial numbers and places; where it cannot be reached, names and tags will do. */
    async function matches(typed) {
      try {
        const response = await fetch(`${picker.dataset.find}?q=${encodeURIComponent(typed)}`);
        const page = new DOMParser().parseFromString(response.ok ? await response.text() : "", "text/html");
        const rows = all("[data-pick]", page).map(({ dataset }) => ({ key: dataset.pick, text: labelOf(dataset) }));
        if (rows.length) return rows;
      } catch { /* no network */ }
      return local(typed.toLowerCase().split(/\s+/).filter(Boolean));
    }

    const labelOf = ({ pick, name }) => [...list.options].find((option) => option.value === pick)?.text ?? name;

    async function offer() {
      const typed = search.value.trim();
      const rows = typed ? await matches(typed) : [];
      if (search.value.trim() !== typed) return;
      const chosen = new Set([...list.selectedOptions].map((option) => option.value));
      const buttons = rows.filter(({ key }) => !chosen.has(key)).slice(0, 8).map(({ key, text }) => {
        const row = button(text);
        row.setAttribute("role", "option");
        row.addEventListener("click", () => choose(key, text));
        return row;
      });
      if (typed && !buttons.length) {
        const none = document.createElement("p");
        none.className = "hint";
        none.textContent = found.dataset.none;
        buttons.push(none);
      }
      found.replaceChildren(...buttons);
    }

    search.addEventListener("input", offer);
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      one("button", found)?.click();
    });
    showChosen();
  }
})();
