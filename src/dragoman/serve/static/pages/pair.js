/* Puts a chart that can be zoomed and read off in the place of the drawing, where the screen has room for it. It takes
   its numbers from the table; without it the drawing and the table say the same. */
(() => {
  "use strict";
  const place = document.getElementById("series");
  const rows = [...document.querySelectorAll("#numbers tbody tr")].reverse();
  const times = rows.map((row) => Date.parse(first(row.dataset.start)) / 1000);
  if (!place || !window.uPlot || rows.length < 24 || times.some(Number.isNaN)) return;

  function first(start) {
    const week = /^(\d{4})-W(\d{2})$/.exec(start);
    if (!week) return start.length === 7 ? start + "-01" : start;
    const fourth = Date.UTC(+week[1], 0, 4);
    const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 864e5 + (+week[2] - 1) * 6048e5;
    return new Date(monday).toISOString().slice(0, 10);
  }
  const number = (text) => (text === "–" ? null : Number(text.replace("−", "-").replace(/,/g, "")));
  const column = (n, sign = 1) => rows.map((row) => {
    const value = number(row.cells[n].textContent);
    return value === null ? null : sign * value;
  });
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const bars = uPlot.paths.bars({ size: [0.8, 40] });
  const drawn = (label, name, dash) => ({
    label, stroke: colour(name), fill: colour(name) + "99", paths: bars, points: { show: false }, dash,
    value: (_, value) => (value === null ? "–" : String(Math.abs(value))),
  });
  const grid = { stroke: colour("--line"), width: 1 };
  const axis = { stroke: colour("--soft"), grid, ticks: grid };
  // what stands nearer to the middle is drawn over what lies behind it
  const [one, two, three, four] = [column(2), column(3), column(4), column(5)];
  const sum = (a, b, sign) => a.map((value, i) => sign * (value + b[i]));
  const chart = new uPlot({
    width: place.clientWidth, height: 280, tzDate: (ts) => uPlot.tzDate(new Date(ts * 1e3), "Etc/UTC"),
    scales: { score: { range: [-10, 10] } },
    axes: [axis, { ...axis, values: (_, ticks) => ticks.map((t) => Math.abs(t)) },
      { ...axis, scale: "score", side: 1, grid: { show: false } }],
    series: [
      { label: "When" },
      { ...drawn("cooperation", "--q2"), value: (_, v) => (v === null ? "–" : String(v)) },
      drawn("of it verbal", "--q1"), drawn("conflict", "--q4"), drawn("of it verbal", "--q3"),
      { label: "mean score", scale: "score", stroke: colour("--accent"), width: 1.5, points: { size: 5 } },
    ],
  }, [times, sum(one, two, 1), one, sum(three, four, -1), three.map((v) => -v), column(6)], document.createElement("div"));
  place.prepend(chart.root);
  place.querySelector("svg").classList.add("hidden");
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: 280 })).observe(place);
})();
