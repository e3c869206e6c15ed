"use strict";
(() => {
  const figure = document.getElementById("chart");
  if (!figure || !window.uPlot) return;
  const drawing = figure.querySelector("svg");
  const watch = figure.dataset.watch;
  const HEIGHT = 280;
  let plot = null;
  let zoom = null;
  let alerts = [];

  const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const width = () => Math.max(240, figure.clientWidth - 20);

  function show(value, money) {
    if (value == null) return "–";
    const text = Number(value).toPrecision(4).replace(/(\.\d*?[1-9])0+$|\.0+$/, "$1");
    return money ? "$" + text : text;
  }

  function options(data) {
    const line = colour("--line");
    const dim = colour("--dim");
    const step = uPlot.paths.stepped({align: 1});
    const axis = {stroke: dim, grid: {stroke: line, width: 1}, ticks: {stroke: line, width: 1}, font: "12px system-ui"};
    const value = (u, raw) => show(raw, data.money);
    const two = number => String(number).padStart(2, "0");
    const clock = seconds => {
      const at = new Date(seconds * 1000);
      const day = at.getDate() + " " + at.toLocaleString("en", {month: "short"});
      return [day, two(at.getHours()) + ":" + two(at.getMinutes())];
    };
    return {
      width: width(),
      height: HEIGHT,
      scales: {y: {range: (u, low, high) => range(data, low, high)}},
      axes: [{...axis, values: (u, ticks) => ticks.map((each, i) => {
        const [day, time] = clock(each);
        const isNew = i === 0 || clock(ticks[i - 1])[0] !== day;
        return time === "00:00" ? day : isNew ? time + "\n" + day : time;
      })}, {...axis, size: 64, values: (u, ticks) => ticks.map(each => show(each, data.money))}],
      cursor: {drag: {x: true, y: false}},
      series: [
        {value: (u, raw) => raw == null ? "–" : clock(raw).join(" ")},
        {label: "p10", stroke: "transparent", paths: step, points: {show: false}, value},
        {label: "p90", stroke: "transparent", paths: step, points: {show: false}, value},
        {label: "median", stroke: dim, width: 1, paths: step, points: {show: false}, value},
        {label: "best", stroke: colour("--link"), width: 2, paths: step, points: {show: false}, value},
        {label: "threshold", stroke: colour("--match"), width: 1.5, dash: [6, 4], points: {show: false}, value},
      ],
      bands: [{series: [2, 1], fill: colour("--link") + "22"}],
      hooks: {
        draw: [marks],
        setSelect: [u => {
          if (u.select.width < 8) return;
          zoom = [Math.floor(u.posToVal(u.select.left, "x")), Math.ceil(u.posToVal(u.select.left + u.select.width, "x"))];
          load();
        }],
      },
    };
  }

  // A few dear offers must not flatten the rest.
  function range(data, low, high) {
    const medians = data.median.filter(each => each != null).map(Number).sort((a, b) => a - b);
    const cap = medians.length ? medians[medians.length >> 1] * 3 : high;
    const top = Math.min(high ?? 1, Math.max(cap, data.threshold ?? 0));
    const bottom = low ?? 0;
    const room = (top - bottom || Math.abs(top) || 1) * 0.08;
    return [Math.max(0, bottom - room), top + room];
  }

  function marks(u) {
    const context = u.ctx;
    context.save();
    context.fillStyle = colour("--mark");
    const size = 5 * devicePixelRatio;
    for (const alert of alerts) {
      const x = u.valToPos(alert.at, "x", true);
      if (x < u.bbox.left || x > u.bbox.left + u.bbox.width) continue;
      const y = u.valToPos(Number(alert.value), "y", true);
      context.beginPath();
      context.moveTo(x, y - size);
      context.lineTo(x + size, y);
      context.lineTo(x, y + size);
      context.lineTo(x - size, y);
      context.fill();
    }
    context.restore();
  }

  async function load() {
    const query = zoom ? "from=" + zoom[0] + "&to=" + zoom[1] : "range=" + figure.dataset.range;
    const answer = await fetch("/api/v1/watches/" + encodeURIComponent(watch) + "/history?" + query);
    if (!answer.ok) return;
    const data = await answer.json();
    if (!data.at.length) return;
    alerts = data.alerts;
    const numbers = list => list.map(each => each == null ? null : Number(each));
    const threshold = data.at.map(() => data.threshold == null ? null : Number(data.threshold));
    const columns = [data.at, numbers(data.p10), numbers(data.p90), numbers(data.median), numbers(data.best), threshold];
    if (plot) plot.destroy();
    plot = new uPlot(options(data), columns, figure);
    figure.prepend(plot.root);
    drawing.remove();
    figure.dataset.drawn = data.at.length;
  }

  figure.addEventListener("dblclick", () => { if (zoom) { zoom = null; load(); } });
  new ResizeObserver(() => plot?.setSize({width: width(), height: HEIGHT})).observe(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", load);
  document.addEventListener("refreshed", () => { if (!zoom) load(); });
  load();
})();
