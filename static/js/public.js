/* A page follows its record: config/core/live.py */
document.querySelectorAll("[data-live]").forEach((box) => {
  const words = box.dataset;
  const say = document.querySelector("[data-updated]");
  let etag = words.etag;
  let seen = Date.now();
  let stream, timer, busy, again, held, over;

  const typing = () => box.querySelector("input:focus,select:focus,textarea:focus");

  function tell() {
    const minutes = Math.floor((Date.now() - seen) / 6e4);
    if (say && !over) say.textContent = minutes ? say.dataset.minutes.replace("%s", minutes) : say.dataset.now;
  }

  function stop() {
    clearTimeout(timer);
    if (stream) stream.close();
  }

  async function show(answer) {
    if (answer.status === 404) {
      over = true;
      box.textContent = words.gone;
    } else if (answer.ok) {
      const html = await answer.text();
      held = typing();
      if (held) return;
      box.innerHTML = html;
      etag = answer.headers.get("ETag");
      over = answer.status === 286;
    } else if (answer.status !== 304) return;
    seen = Date.now();
    if (over) stop();
  }

  async function refresh() {
    again = busy;
    held = typing();
    if (over || busy || held || document.hidden) return;
    busy = true;
    try {
      await show(await fetch(words.fragment, { headers: { "X-Fragment": "1", "If-None-Match": etag || "" } }));
    } catch (offline) {}
    busy = false;
    tell();
    if (again) refresh();
  }

  const poll = () => {
    timer = setTimeout(() => { refresh(); open(); }, 1e4);
  };

  function open() {
    if (!window.EventSource) return poll();
    stream = new EventSource(words.live);
    stream.onopen = refresh;
    stream.addEventListener("changed", refresh);
    stream.onerror = () => stream.readyState === 2 && poll();
  }

  box.addEventListener("focusout", () => setTimeout(() => held && refresh()));
  document.addEventListener("visibilitychange", () => {
    stop();
    if (over || document.hidden) return;
    refresh();
    open();
  });
  setInterval(tell, 15e3);
  open();
});
