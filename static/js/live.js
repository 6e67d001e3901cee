// A page that follows its record: it is drawn afresh when the record changes, but never under somebody's hands.
(() => {
  "use strict";

  const isBusy = () => {
    const panel = document.querySelector("#panel");
    const note = panel?.querySelector("#step-note");
    return panel?.querySelector("[data-editing], details.menu[open], [aria-busy=true]") || note?.value.trim() || isAsked();
  };

  // Yes presses the button that was asked about, which must still be there.
  const isAsked = () => document.querySelector("#ask[open]");

  // Neither asked for while somebody types, nor put there when they began while it was on its way.
  for (const moment of ["htmx:beforeRequest", "htmx:beforeSwap"]) {
    document.addEventListener(moment, (event) => {
      const { elt } = event.detail.requestConfig;
      if (!elt.matches("[data-live]") || !isBusy()) return;
      event.preventDefault();
      const notice = document.querySelector(".stale");
      if (notice) notice.hidden = false;
    });
  }

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    const notice = document.querySelector(".stale");
    if (notice) notice.hidden = true;
  });

  // htmx puts a cursor back, but not what is selected from the first letter on: the next key is to replace that.

  let selected = {};

  document.addEventListener("htmx:beforeSwap", () => {
    const { id, value, selectionStart: start, selectionEnd: end } = document.activeElement ?? {};
    selected = start === 0 && end ? { id, end, whole: end === value.length } : {};
  });
  document.addEventListener("htmx:afterSwap", () => {
    const field = document.activeElement;
    const { id, end, whole } = selected;
    if (id && field?.id === id) field.setSelectionRange(0, whole ? field.value.length : end);
  });

  // A button that is drawn afresh between press and release: the browser makes no click of it, and the press counts all the same.

  const CONTROL = "#panel :is(button, a)";
  const underPointer = (event) => event.target.closest?.(CONTROL);
  const meaning = (control) => [control.form?.action, control.href, control.value, control.textContent].join("\n");
  let pressed;

  document.addEventListener("mousedown", (event) => (pressed = event.button ? undefined : underPointer(event)), true);
  document.addEventListener("mouseup", (event) => {
    const released = underPointer(event);
    if (pressed && released && !pressed.isConnected && meaning(pressed) === meaning(released)) released.click();
    pressed = undefined;
  });

  // Nor does it lose the focus, though it has no id by which htmx would find it again.

  // And what was said to whoever just did something stays.

  let focused, said;

  document.addEventListener("htmx:beforeSwap", (event) => {
    const here = document.activeElement;
    const isOurs = event.detail.requestConfig.elt.matches("[data-live]");
    focused = isOurs && here?.matches(CONTROL) ? meaning(here) : undefined;
    said = isOurs ? document.querySelector("#panel > .said") : undefined;
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (said) document.querySelector("#panel > .said")?.replaceWith(said);
    said = undefined;
    if (!focused || document.activeElement !== document.body) return;
    const again = [...document.querySelectorAll(CONTROL)].find((control) => meaning(control) === focused);
    again?.focus({ preventScroll: true });
  });

  // News that comes while the panel is on its way may not be in it: it is drawn once more after that.

  let underway = false;
  let missed = false;

  for (const news of ["sse:changed", "answers-sent"]) {
    document.addEventListener(news, () => (missed ||= underway), true);
  }
  document.addEventListener("htmx:beforeSend", (event) => {
    if (event.target.matches?.("[data-live]")) underway = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.matches?.("[data-live]")) return;
    underway = false;
    if (!missed) return;
    missed = false;
    htmx.trigger(event.target, "sse:changed");
  });
})();
