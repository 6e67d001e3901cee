// A table of readings as a curve: the table stays, this draws what it says. Without this file there is the table.
(() => {
  "use strict";

  const HEIGHT = 240; // pixels
  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // light-dark() is resolved by the browser where it is used, not where a variable is read.
  function resolved(box, name) {
    const probe = document.createElement("i");
    probe.style.color = `var(${name})`;
    box.append(probe);
    const shade = getComputedStyle(probe).color;
    probe.remove();
    return shade || color(name);
  }

  function draw(box) {
    const rows = [...document.querySelectorAll(`#${box.dataset.plot} tbody tr`)].reverse();
    const times = rows.map((row) => Number(row.dataset.at));
    const values = rows.map((row) => Number(row.dataset.value));
    const odd = rows.map((row, nth) => ("odd" in row.dataset ? values[nth] : null));
    const { label, unit, unusual, when } = box.dataset;
    const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 2 });
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
    const axis = { stroke: resolved(box, "--muted"), font: "12px Inter, sans-serif", grid: { stroke: resolved(box, "--line-soft"), width: 1 }, ticks: { show: false } };
    const line = resolved(box, "--accent");
    const warning = resolved(box, "--orange-dot");
    box.replaceChildren();
    return new window.uPlot(
      {
        width: box.clientWidth - parseFloat(getComputedStyle(box).paddingInlineStart) * 2,
        height: HEIGHT,
        cursor: { y: false, points: { size: 8 } },
        legend: { live: true },
        scales: { y: { range: (_plot, low, high) => window.uPlot.rangeNum(low, high, 0.1, false) } },
        axes: [axis, { ...axis, size: 70, values: (_plot, ticks) => ticks.map((tick) => number.format(tick)) }],
        series: [
          { label: when, value: (_plot, at) => (at ? day.format(at * 1000) : "–") },
          { label: `${label}, ${unit}`, stroke: line, width: 2, points: { size: 5, fill: line }, value: (_plot, each) => (each === null ? "–" : number.format(each)) },
          { label: unusual, show: odd.some((each) => each !== null), stroke: warning, paths: () => null, points: { show: true, size: 11, width: 2, fill: "transparent", stroke: warning }, value: (_plot, each) => (each === null ? "–" : number.format(each)) },
        ],
      },
      [times, values, odd],
      box,
    );
  }

  for (const box of document.querySelectorAll("[data-plot]")) {
    let plot = draw(box);
    const again = () => {
      plot.destroy();
      plot = draw(box);
    };
    let waiting;
    addEventListener("resize", () => {
      clearTimeout(waiting);
      waiting = setTimeout(again, 150);
    });
    new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  }
})();
