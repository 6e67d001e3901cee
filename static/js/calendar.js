// The calendar and the timeline: an order is moved to another day by dragging it, by Alt and an arrow, or by asking for the day.
(() => {
  "use strict";

  const dialog = document.querySelector("#move");
  if (!dialog) return; // whoever does not plan only looks
  const FAR = 6; // pixels: less is a click
  const DAY = 86400000; // milliseconds
  const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
  let drag = null;
  let focusAfter = "";

  const tell = (text) => {
    const banner = document.querySelector("#banner").content.firstElementChild.cloneNode(true);
    banner.querySelector("[data-text]").textContent = text;
    document.querySelector("#banners").replaceChildren(banner);
  };
  const say = (text) => (document.querySelector("#moved").textContent = text);

  // Days are counted in UTC, where each has 24 hours.
  const later = (day, days) => new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);
  const daysBetween = (first, last) => Math.round((Date.parse(`${last}T00:00Z`) - Date.parse(`${first}T00:00Z`)) / DAY);

  function dayAt(x, y) {
    for (const element of document.elementsFromPoint(x, y)) {
      const track = element.closest("[data-track]");
      if (!track) continue;
      const box = track.getBoundingClientRect();
      const part = getComputedStyle(track).direction === "rtl" ? (box.right - x) / box.width : (x - box.left) / box.width;
      const count = Number(track.dataset.days);
      return later(track.dataset.track, Math.min(count - 1, Math.max(0, Math.floor(part * count))));
    }
    return null;
  }

  async function move(bar, day) {
    const form = new FormData(dialog.querySelector("form"));
    form.set("date", day);
    form.set("seen", bar.dataset.seen);
    focusAfter = bar.dataset.move;
    bar.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(bar.dataset.move, {
        method: "POST", body: form, headers: { "X-Moved-By": "calendar" }, redirect: "manual",
      });
      const isText = response.headers.get("Content-Type")?.startsWith("text/plain");
      const text = isText ? await response.text() : "";
      if (response.ok && isText) say(text);
      else tell(text || dialog.dataset.failed);
    } catch {
      tell(dialog.dataset.offline);
    }
    bar.removeAttribute("aria-busy");
    htmx.trigger(document.body, "moved"); // drawn as it stands: at its new day, or back at the old one
  }

  // By mouse or pen; a finger scrolls, and asks for the day by the button.

  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.("[data-move]");
    if (!bar || event.button !== 0 || event.pointerType === "touch") return;
    drag = { bar, x: event.clientX, y: event.clientY, from: dayAt(event.clientX, event.clientY), to: null, ghost: null };
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.ghost) {
      if (Math.hypot(dx, dy) < FAR) return;
      drag.ghost = true;
      drag.bar.classList.add("dragged");
      document.documentElement.classList.add("dragging");
      getSelection()?.removeAllRanges();
    }
    event.preventDefault();
    drag.bar.style.translate = `${dx}px ${dy}px`; // the CSSOM is not what the policy forbids
    const there = dayAt(event.clientX, event.clientY);
    drag.to = there && drag.from && later(drag.bar.dataset.day, daysBetween(drag.from, there));
    say(drag.to ?? "");
  });

  function letGo() {
    const { bar } = drag;
    bar.classList.remove("dragged");
    bar.style.translate = "";
    document.documentElement.classList.remove("dragging");
    const ended = drag;
    drag = null;
    return ended;
  }

  document.addEventListener("pointerup", () => {
    if (!drag) return;
    const { bar, ghost, to } = letGo();
    if (!ghost) return;
    const swallow = (event) => { // the click that ends the drag opens no order
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("click", swallow, true);
    setTimeout(() => removeEventListener("click", swallow, true));
    if (to && to !== bar.dataset.day) move(bar, to);
  });
  document.addEventListener("pointercancel", () => drag && letGo());
  document.addEventListener("dragstart", (event) => event.target.closest?.("[data-move]") && event.preventDefault());

  // By keyboard

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && drag) letGo();
    const bar = document.activeElement?.closest?.("[data-move]");
    if (!bar || dialog.open) return;
    if (event.altKey && event.key in STEPS) {
      event.preventDefault();
      if (!bar.hasAttribute("aria-busy")) move(bar, later(bar.dataset.day, STEPS[event.key]));
    } else if (event.key.toLowerCase() === "m" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      ask(bar);
    }
  });

  // By asking for the day

  let asked = null;

  function ask(bar) {
    asked = bar;
    dialog.querySelector("[data-what]").textContent = bar.dataset.name;
    dialog.querySelector("[name=date]").value = bar.dataset.day;
    dialog.showModal();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".bar-move");
    if (!button || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    ask(button.closest("[data-move]"));
  });
  dialog.querySelector("[data-cancel]").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const day = dialog.querySelector("[name=date]").value;
    dialog.close();
    if (day !== asked.dataset.day) move(asked, day);
  });

  // Drawn afresh, but never under somebody's hands; the order that was moved keeps the focus.

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches?.("[data-live]") && (drag?.ghost || dialog.open)) event.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "plan" || !focusAfter) return;
    document.querySelector(`[data-move="${focusAfter}"] .bar-link`)?.focus();
    focusAfter = "";
  });
})();
