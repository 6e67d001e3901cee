// Tables of products that grow and shrink in place. Without this file they show a few empty rows and a tick to remove.
(() => {
  "use strict";

  const AT_ONCE = 100; // rows in one question

  const table = (element) => element.closest?.("[data-lines]");
  const rows = (box) => box.querySelector("[data-rows]");
  const total = (box) => box.querySelector(`[name="${box.dataset.lines}-TOTAL_FORMS"]`);
  const products = (within) => [...within.querySelectorAll("[data-product]")];

  function add(box) {
    const next = Number(total(box).value);
    const made = document.createElement("template");
    made.innerHTML = box.querySelector("[data-empty]").innerHTML.replaceAll("__prefix__", next);
    const row = made.content.firstElementChild;
    rows(box).append(row);
    total(box).value = next + 1;
    window.htmx?.process(row);
    return row;
  }

  function remove(row) {
    const box = table(row);
    row.querySelector('[name$="-DELETE"]').checked = true;
    row.hidden = true;
    const left = products(box).filter((field) => !field.closest("[data-row]").hidden);
    (left.at(-1) ?? add(box).querySelector("[data-product]")).focus();
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The free stock of what was typed stands below it, and turns to a warning where more is asked for.

  async function hint(...fields) {
    const boxes = fields.map((field) => field.closest("[data-row]")?.querySelector("[data-hint]"));
    if (!boxes[0]) return;
    const typed = new URLSearchParams(fields.map((field) => ["sku", field.value]));
    const answer = await fetch(`${boxes[0].dataset.hint}?${typed}`);
    if (!answer.ok) return;
    const said = document.createElement("template");
    said.innerHTML = await answer.text();
    [...said.content.children].forEach((words, nth) => {
      boxes[nth].replaceChildren(words);
      compare(boxes[nth].closest("[data-row]"));
    });
  }

  function compare(row) {
    const free = row?.querySelector("[data-free]");
    const asked = Number(row?.querySelector('[name$="-quantity"]')?.value.replace(",", "."));
    free?.classList.toggle("short-note", asked > Number(free.dataset.free));
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-add-row]")) add(table(event.target)).querySelector("[data-product]").focus();
    const removed = event.target.closest?.("[data-remove-row]");
    if (removed) remove(removed.closest("[data-row]"));
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-product]")) hint(event.target);
  });

  document.addEventListener("input", (event) => {
    if (event.target.name?.endsWith("-quantity")) compare(event.target.closest("[data-row]"));
  });

  // A scanner ends a code with Enter: the next thing to type is the quantity, and after that the next row.

  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (event.key !== "Enter" || !row || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    const quantity = row.querySelector('[name$="-quantity"]');
    if (event.target !== quantity) return quantity?.focus();
    const next = row.nextElementSibling;
    (next && !next.hidden ? next : add(table(row))).querySelector("[data-product]").focus();
  });

  function hintAll(within) {
    const filled = products(within).filter((field) => field.value);
    for (let first = 0; first < filled.length; first += AT_ONCE) hint(...filled.slice(first, first + AT_ONCE));
  }
  document.addEventListener("htmx:afterSettle", ({ target }) => hintAll(target));
  hintAll(document);
})();
