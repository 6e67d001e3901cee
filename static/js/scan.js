// Pages for a scanner: a keyboard-wedge scanner or the phone's camera fills one field, the server says what it was.
// Without this file the field is a plain form: type or scan, Enter sends it.
//
// What a page writes:
//   <form id="scan" class="scan" method="post" action="…" hx-post="…" hx-target="#panel" hx-swap="outerHTML"
//         hx-sync="#panel:replace" data-scan> csrf_token, <input name="code" autocomplete="off" autofocus required>,
//         <button type="button" class="icon-btn" data-camera hidden> </form>
//     One text field and no submit button. The form stands beside #panel and not in it, so that a scan that comes while
//     another is under way is not lost: codes wait in line, each is sent with what the page says by then. Hidden fields
//     of the scan (line, once …) may stand in #panel with form="scan".
//   <div class="stepper" data-stepper> <button type="button" data-add="-1"> <input> <button type="button" data-add="1"> </div>
//     The buttons add to the field between them, down to its data-least (0) and up to its data-most (no end).
//   <b data-value-of="ID">, <b data-rest-of="ID">: what the field says now, and what is left of its data-most.
//   data-said="error" or "success" on the words of an answer: the phone buzzes and sounds accordingly.
//   A form in #panel that was typed in, and an open <details data-keep>, are marked data-editing: live.js lets them be.
// After each answer the focus is back in the scan field, unless somebody is typing elsewhere.
(() => {
  "use strict";

  const one = (selector, within = document) => within.querySelector(selector);
  const form = () => one("form[data-scan]");
  const field = () => form()?.elements.code;
  const on = (name, handle, options) => document.addEventListener(name, handle, options);
  const isField = (element) => /^(INPUT|TEXTAREA|SELECT)$/.test(element?.tagName) && !/^(checkbox|radio)$/.test(element.type);
  if (!form()) return;

  // Codes wait in line: a scanner is quicker than the network.

  const waiting = [];
  let isSending = false;

  async function sendNext() {
    if (isSending || !waiting.length) return;
    isSending = true;
    const code = waiting.shift();
    try {
      await htmx.ajax("POST", form().action, { source: form(), values: { code } });
    } finally {
      isSending = false;
      sendNext();
    }
  }

  function send(code) {
    code = code.trim();
    if (!code) return;
    waiting.push(code);
    sendNext();
  }

  on("submit", (event) => {
    if (event.target !== form() || !form().hasAttribute("hx-post")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(field().value);
    field().value = "";
  }, true);

  // The focus. The field opens no keyboard by itself, only when a finger asks for it.

  const rest = () => (field().inputMode = "none");
  rest();
  form().noValidate = true; // htmx would hold back a code that waited in line, for the field is empty by then
  on("focusout", (event) => event.target === field() && rest());
  on("pointerdown", (event) => {
    if (event.target !== field()) return;
    if (document.activeElement === field()) field().blur();
    field().inputMode = "text";
  });

  function comeBack() {
    if (isField(document.activeElement) || one("dialog[open]")) return false;
    field().focus({ preventScroll: true });
    return true;
  }
  on("htmx:afterSettle", ({ detail }) => {
    // What others did to the list is drawn without moving the page.
    if (comeBack() && !detail.requestConfig?.elt?.matches("[data-live]")) form().scrollIntoView({ block: "nearest" });
  });
  addEventListener("pageshow", comeBack);

  // What a scanner types lands in the scan field, wherever the focus is. It types quicker than any hand.

  const QUICK = 50; // milliseconds between two keys
  const SHORTEST = 4; // characters of a code
  let burst = { text: "", at: 0, before: "" };

  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === field() || one("dialog[open]")) return;
    const elsewhere = isField(event.target);
    if (event.key.length === 1) {
      if (!elsewhere) return field().focus(); // this very key is typed there
      const goesOn = event.timeStamp - burst.at < QUICK;
      burst = {
        text: (goesOn ? burst.text : "") + event.key,
        at: event.timeStamp,
        before: goesOn ? burst.before : event.target.value,
      };
    } else if (event.key === "Enter" && elsewhere && burst.text.length >= SHORTEST && event.timeStamp - burst.at < 2 * QUICK) {
      event.preventDefault();
      event.target.value = burst.before;
      field().focus();
      send(burst.text);
      burst = { text: "", at: 0, before: "" };
    }
  }, true);

  // Steppers, and the figures that follow a field

  const number = (text) => Number(String(text ?? "").replace(",", ".")) || 0;
  const written = (value) => String(Math.round(value * 10000) / 10000);

  function follow(input) {
    for (const shown of document.querySelectorAll(`[data-value-of="${input.id}"]`)) shown.textContent = input.value || "0";
    for (const shown of document.querySelectorAll(`[data-rest-of="${input.id}"]`)) {
      shown.textContent = written(Math.max(0, number(input.dataset.most) - number(input.value)));
    }
  }

  on("click", (event) => {
    const button = event.target.closest?.("[data-stepper] [data-add]");
    if (!button) return;
    const input = one("input", button.closest("[data-stepper]"));
    const least = number(input.dataset.least);
    const most = input.dataset.most === undefined ? Infinity : number(input.dataset.most);
    input.value = written(Math.min(most, Math.max(least, number(input.value) + Number(button.dataset.add))));
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });

  on("input", (event) => {
    if (!event.target.closest?.("#panel")) return;
    const typed = event.target.form;
    if (typed && typed !== form()) typed.dataset.editing = "";
    if (event.target.id) follow(event.target);
  });

  on("toggle", (event) => {
    if (event.target.matches?.("details[data-keep]")) event.target.toggleAttribute("data-editing", event.target.open);
  }, true);

  // An answer that can be heard and felt in a noisy hall

  let speaker;

  function sound(pitch, seconds) {
    try {
      speaker ??= new AudioContext();
      const tone = speaker.createOscillator();
      const volume = speaker.createGain();
      tone.frequency.value = pitch;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(speaker.destination);
      tone.start();
      tone.stop(speaker.currentTime + seconds);
    } catch {
      // a browser without sound
    }
  }

  on("htmx:afterSwap", ({ detail: { requestConfig } }) => {
    if (requestConfig?.verb !== "post") return;
    const said = one("#panel [data-said]")?.dataset.said;
    if (said === "error") {
      navigator.vibrate?.([180, 80, 180]);
      sound(180, 0.45);
    } else if (said === "success") {
      navigator.vibrate?.(40);
      sound(1200, 0.06);
    }
  });

  // The camera, where the browser reads barcodes by itself

  if (!("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;

  const PAUSE = 150; // milliseconds between two looks
  let stream;

  function close() {
    for (const track of stream?.getTracks() ?? []) track.stop();
    stream = undefined;
    one("[data-camera-view]")?.remove();
  }

  async function watch() {
    const video = document.createElement("video");
    video.dataset.cameraView = "";
    video.playsInline = video.muted = true;
    form().after(video);
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      await video.play();
      const detector = new BarcodeDetector();
      while (stream) {
        const [found] = await detector.detect(video);
        if (found && stream) {
          close();
          send(found.rawValue);
        }
        await new Promise((wake) => setTimeout(wake, PAUSE));
      }
    } catch {
      close(); // no camera, or it was refused: the field is still there
      field().focus();
    }
  }

  const camera = one("[data-camera]");
  if (camera) camera.hidden = false;
  on("click", (event) => {
    if (!event.target.closest?.("[data-camera]")) return;
    if (stream) close();
    else watch();
  });
  addEventListener("pagehide", close);
})();
