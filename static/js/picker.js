// Picking a client: the matches below the name field fill in the form. Without this file the details are typed.
(() => {
  "use strict";

  const picker = (event) => event.target.closest?.("[data-picker]");
  const part = (box, name) => box.querySelector(`[data-picker-${name}]`);
  const options = (box) => [...box.querySelectorAll("[data-pick]")];
  const close = (box) => box.querySelector("#matches").replaceChildren();

  function show(box, isPicked) {
    part(box, "chip").hidden = !isPicked;
    part(box, "details").hidden = part(box, "details").disabled = isPicked;
  }

  function pick(box, { pick, name, contact, initials }) {
    part(box, "id").value = pick;
    part(box, "name").textContent = name;
    part(box, "contact").textContent = contact;
    part(box, "initials").textContent = initials;
    close(box);
    show(box, true);
    part(box, "change").focus();
  }

  document.addEventListener("click", (event) => {
    const box = picker(event);
    const option = event.target.closest?.("[data-pick]");
    if (option) pick(box, option.dataset);
    if (event.target.closest?.("[data-picker-change]")) {
      part(box, "id").value = "";
      show(box, false);
      box.querySelector("[hx-get]").select();
    }
  });

  document.addEventListener("keydown", (event) => {
    const box = picker(event);
    if (!box) return;
    if (event.key === "Escape") close(box);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [box.querySelector("[hx-get]"), ...options(box)];
    const here = stops.indexOf(document.activeElement);
    if (!step || here < 0 || stops.length === 1) return;
    event.preventDefault();
    stops[Math.min(stops.length - 1, Math.max(0, here + step))].focus();
  });

  document.addEventListener("focusout", (event) => {
    const box = picker(event);
    if (box && event.relatedTarget && !box.contains(event.relatedTarget)) close(box);
  });
})();
