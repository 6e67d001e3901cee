// One tick for all boxes of a form, and their number beside the button. Without this file each is ticked by hand.
(() => {
  "use strict";

  for (const form of document.querySelectorAll("form[data-ticks]")) {
    const boxes = () => [...form.querySelectorAll("[data-tick]")];
    const all = form.querySelector("[data-tick-all]");
    const shown = form.querySelector("[data-ticked]");

    const count = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      if (shown) shown.textContent = ticked ? `(${ticked})` : "";
      if (!all) return;
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    };

    form.addEventListener("change", (event) => {
      if (event.target === all) for (const box of boxes()) box.checked = all.checked;
      count();
    });
    count();
  }
})();
