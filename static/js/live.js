// A page that follows its record: it is drawn afresh when the record changes, but never under somebody's hands.
(() => {
  "use strict";

  const isBusy = () => {
    const panel = document.querySelector("#panel");
    const note = panel?.querySelector("#step-note");
    return panel?.querySelector("[data-editing], details.menu[open], [aria-busy=true]") || note?.value.trim();
  };

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.matches?.("[data-live]")) return;
    if (!isBusy()) return;
    event.preventDefault();
    const notice = document.querySelector(".stale");
    if (notice) notice.hidden = false;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "panel") return;
    const notice = document.querySelector(".stale");
    if (notice) notice.hidden = true;
  });
})();
