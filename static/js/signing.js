// A signature drawn with a finger or a mouse. Without this file the typed name is the signature.
(() => {
  "use strict";

  for (const box of document.querySelectorAll("[data-sign]")) {
    const canvas = box.querySelector("canvas");
    const kept = box.querySelector('[name="drawing"]');
    const pen = canvas.getContext("2d");
    let last = null;

    const fit = () => {
      canvas.width = canvas.clientWidth * 2;
      canvas.height = canvas.clientHeight * 2;
      Object.assign(pen, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#111" });
    };
    const at = (event) => {
      const edge = canvas.getBoundingClientRect();
      return [(event.clientX - edge.left) * 2, (event.clientY - edge.top) * 2];
    };
    const draw = (to) => {
      pen.beginPath();
      pen.moveTo(...last);
      pen.lineTo(...to);
      pen.stroke();
      last = to;
    };

    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      last = at(event);
      draw(last);
    });
    canvas.addEventListener("pointermove", (event) => { if (last) draw(at(event)); });
    for (const end of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(end, () => {
        if (last) kept.value = canvas.toDataURL("image/png");
        last = null;
      });
    }
    box.querySelector("[data-clear]").addEventListener("click", () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      kept.value = "";
      box.querySelector("[data-kept]").hidden = true;
    });

    box.hidden = false;
    box.querySelector("[data-kept]").hidden = !kept.value;
    fit();
  }
})();
