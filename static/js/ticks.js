// One tick for all boxes of a list, and their number beside the button. Without this file each is ticked by hand.
(() => {
  "use strict";

  function count(list) {
    const boxes = [...list.querySelectorAll("[data-tick]")];
    const all = list.querySelector("[data-tick-all]");
    const shown = list.querySelector("[data-ticked]");
    const ticked = boxes.filter((box) => box.checked).length;
    if (shown) shown.textContent = ticked ? `(${ticked})` : "";
    if (!all) return;
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  }

  const countAll = () => document.querySelectorAll("[data-ticks]").forEach(count);

  document.addEventListener("change", ({ target }) => {
    const list = target.closest("[data-ticks]");
    if (!list) return;
    if (target.matches("[data-tick-all]")) for (const box of list.querySelectorAll("[data-tick]")) box.checked = target.checked;
    count(list);
  });
  document.addEventListener("htmx:afterSettle", countAll);
  countAll();
})();
