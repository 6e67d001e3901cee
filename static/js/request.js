/* The forms of homeowners and vendors: more problems in place, photos shown and made smaller, progress while they are sent.
   Without this file the forms are drawn again by the server. */
(() => {
  "use strict";

  const LONGEST = 2560; // pixels, as much as the server keeps
  const SMALL = 1e6; // bytes: sent as it is
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const pressed = (event, selector) => event.target.closest?.(selector);
  const uploads = () => document.querySelector("form[data-upload]");

  // Photos: the field holds all that were chosen for it, one after the other.

  const held = new WeakMap();
  let working = Promise.resolve();

  function hold(field, files) {
    const bag = new DataTransfer();
    for (const file of files) bag.items.add(file);
    field.files = bag.files;
    held.set(field, files);
    show(field);
  }

  function show(field) {
    const box = field.closest(".field");
    let strip = box.querySelector(".previews");
    if (!strip) {
      strip = document.createElement("div");
      strip.className = "previews";
      box.append(strip);
    }
    for (const image of all("img", strip)) URL.revokeObjectURL(image.src);
    strip.replaceChildren(...held.get(field).map((file) => preview(field, file)));
  }

  function preview(field, file) {
    const figure = document.createElement("figure");
    const image = new Image();
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", uploads().dataset.sayRemove.replace("%s", file.name));
    remove.append(document.createElement("span"));
    remove.firstChild.textContent = "×";
    remove.addEventListener("click", () => {
      complain(field, "");
      hold(field, held.get(field).filter((other) => other !== file));
      field.focus();
    });
    figure.append(image, remove);
    return figure;
  }

  async function smaller(file) {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL) return file;
    try {
      const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(bitmap.width * scale);
      canvas.height = Math.round(bitmap.height * scale);
      canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
      bitmap.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!made || made.size >= file.size) return file;
      return new File([made], `${file.name.replace(/\.\w+$/, "")}.jpg`, { type: "image/jpeg" });
    } catch (unreadable) {
      return file; // the server says what is wrong with it
    }
  }

  async function add(field, chosen) {
    const before = held.get(field) ?? [];
    hold(field, before);
    const words = uploads().dataset;
    const elsewhere = all("[data-photos]").reduce((sum, one) => sum + (one === field ? 0 : one.files.length), 0);
    const room = Math.min(field.dataset.photos, words.mostFiles - elsewhere) - before.length;
    const full = elsewhere + before.length + room >= words.mostFiles ? words.sayFiles.replace("%s", words.mostFiles) : words.sayPhotos.replace("%s", field.dataset.photos);
    complain(field, chosen.length > room ? full : "");
    const fitting = [];
    for (const file of chosen.slice(0, Math.max(0, room))) fitting.push(await smaller(file));
    hold(field, [...held.get(field), ...fitting]);
  }

  function complain(field, text) {
    const box = field.closest(".field");
    box.querySelector("[data-too-many]")?.remove();
    if (!text) return;
    const line = document.createElement("p");
    line.className = "error";
    line.dataset.tooMany = "";
    line.setAttribute("role", "alert");
    line.textContent = text;
    box.append(line);
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.matches?.("[data-photos], [data-camera]")) return;
    const chosen = [...field.files];
    const keeper = field.closest(".field").querySelector("[data-photos]");
    if (keeper !== field) field.value = "";
    working = working.then(() => add(keeper, chosen));
  });

  // A phone has a camera: one press takes one more photo.

  function dress(within) {
    if (!matchMedia("(pointer: coarse)").matches || !uploads()) return;
    for (const field of all("[data-photos]", within)) {
      const label = document.createElement("label");
      label.className = "btn camera";
      label.textContent = uploads().dataset.sayCamera;
      const camera = document.createElement("input");
      Object.assign(camera, { type: "file", accept: "image/*" });
      camera.setAttribute("capture", "environment");
      camera.dataset.camera = "";
      label.prepend(camera);
      field.after(label);
    }
  }

  // Problems come and go in place.

  const problems = () => all("[data-issue]");

  function count() {
    problems().forEach((one, nth) => { one.querySelector("[data-nth]").textContent = nth + 1; });
    const button = document.querySelector("[data-add]");
    button.hidden = problems().length >= uploads().dataset.mostIssues;
  }

  document.addEventListener("click", (event) => {
    if (pressed(event, "[data-add]")) {
      event.preventDefault();
      const next = Math.max(...problems().map((one) => Number(one.querySelector("[data-remove]").value))) + 1;
      const made = document.createElement("template");
      made.innerHTML = document.querySelector("[data-pattern]").innerHTML.replaceAll("__place__", next);
      const block = made.content.firstElementChild;
      document.querySelector("[data-issues]").append(block);
      dress(block);
      count();
      block.querySelector("textarea").focus();
    } else if (pressed(event, "[data-remove]")) {
      event.preventDefault();
      pressed(event, "[data-issue]").remove();
      count();
      problems().at(-1).querySelector("h2").focus();
    }
  });

  // Sending, with progress; whatever goes wrong, what was typed and chosen stays.

  function tell(form, text, percent) {
    const box = form.querySelector("[data-progress]");
    box.hidden = !text;
    box.querySelector("progress").hidden = percent === undefined;
    box.querySelector("progress").value = percent ?? 0;
    box.querySelector("p").textContent = text;
  }

  function busy(form, on) {
    form.dataset.busy = on ? "1" : "";
    form.setAttribute("aria-busy", on);
    for (const button of all("button", form)) button.disabled = on;
  }

  function redraw(html) {
    const files = new Map(all("[data-photos]").map((field) => [field.id, held.get(field) ?? []]));
    const main = new DOMParser().parseFromString(html, "text/html").querySelector("main");
    document.querySelector("main").replaceWith(main);
    main.querySelector("[data-lost]")?.remove();
    dress(main);
    for (const [id, kept] of files) {
      const field = document.getElementById(id);
      if (field && kept.length) hold(field, kept);
    }
    const wrong = main.querySelector("[aria-invalid=true]") ?? main.querySelector("[role=alert]");
    wrong?.focus();
    wrong?.scrollIntoView({ block: "center" });
  }

  function answered(form, request) {
    const words = form.dataset;
    const gone = new URL(request.responseURL).pathname !== new URL(form.action).pathname;
    if (request.status === 200 && gone) return location.assign(request.responseURL);
    busy(form, false);
    tell(form, "");
    if ([200, 409, 422].includes(request.status)) redraw(request.responseText);
    else if ([400, 413].includes(request.status)) tell(form, words.sayLarge);
    else tell(form, request.status === 429 ? words.sayOften : words.sayBroken);
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-upload]") || event.submitter?.matches("[data-add], [data-remove]")) return;
    event.preventDefault();
    if (form.dataset.busy) return;
    busy(form, true);
    const words = form.dataset;
    tell(form, words.saySending.replace("%s", 0).replace("%%", "%"), 0);
    await working;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.upload.onprogress = ({ loaded, total }) => {
      const percent = Math.round((loaded / total) * 100);
      tell(form, percent < 100 ? words.saySending.replace("%s", percent).replace("%%", "%") : words.saySaving, percent);
    };
    request.onload = () => answered(form, request);
    request.onerror = () => {
      busy(form, false);
      tell(form, words.sayOffline);
    };
    request.send(new FormData(form));
  });
  addEventListener("pageshow", (event) => {
    const form = uploads();
    if (event.persisted && form) {
      busy(form, false);
      tell(form, "");
    }
  });

  // The vendor's page: a hand on the page is a person, a scanner has none.

  const opened = document.querySelector("form[data-opened]");
  const signs = ["pointermove", "pointerdown", "touchstart", "keydown", "scroll"];
  function note() {
    for (const sign of signs) removeEventListener(sign, note);
    fetch(opened.action, { method: "POST", body: new FormData(opened), keepalive: true }).catch(() => {});
  }
  if (opened) for (const sign of signs) addEventListener(sign, note, { passive: true });

  dress(document);
  document.querySelector("[aria-invalid=true]")?.focus();
})();
