/* The timeline: rows a day, a month or a year, of those that pass all other filters; a span that is
   drawn on it becomes the filter of its date. */
(() => {
  "use strict";
  const DAY = 86_400_000;
  const CLICK = 3;

  const SPEC = {
    padding: 0,
    autosize: { type: "fit", contains: "padding" },
    data: [{ name: "bins", values: [] }],
    signals: [
      { name: "span", value: null },
      { name: "domain", value: [0, 1] },
      { name: "most", value: 1 },
      {
        name: "brush",
        value: null,
        on: [
          { events: "@bin:pointerdown", update: "[x(), x()]" },
          { events: "[@bin:pointerdown, window:pointerup] > window:pointermove", update: "brush ? [brush[0], x()] : null" },
        ],
      },
      { name: "times", update: "brush ? [invert('x', clamp(brush[0], 0, width)), invert('x', clamp(brush[1], 0, width))] : null" },
    ],
    scales: [
      { name: "x", type: "utc", domain: { signal: "domain" }, range: "width" },
      { name: "y", type: "linear", domain: { signal: "[0, max(1, most)]" }, range: "height", nice: true, zero: true },
    ],
    axes: [
      { orient: "left", scale: "y", tickCount: { signal: "min(3, max(1, most))" }, format: ",d", tickMinStep: 1, grid: true, domain: false, ticks: false },
      { orient: "bottom", scale: "x", tickCount: { signal: "ceil(width / 90)" }, labelOverlap: true, labelFlush: 14 },
    ],
    marks: [
      {
        type: "rect",
        interactive: false,
        encode: {
          update: {
            x: { signal: "span ? scale('x', span[0]) : 0" },
            x2: { signal: "span ? scale('x', span[1]) : 0" },
            y: { value: 0 },
            y2: { signal: "height" },
            fill: { value: "var(--sbx-chosen)" },
          },
        },
      },
      {
        type: "rect",
        interactive: false,
        from: { data: "bins" },
        encode: {
          update: {
            x: { scale: "x", field: "start" },
            x2: { signal: "max(scale('x', datum.end) - (scale('x', datum.end) - scale('x', datum.start) > 3 ? 1 : 0), scale('x', datum.start) + 1)" },
            y: { scale: "y", field: "count" },
            y2: { scale: "y", value: 0 },
            fill: { signal: "!span || (datum.start >= span[0] && datum.start < span[1]) ? 'var(--sbx-mark)' : 'var(--sbx-rest)'" },
          },
        },
      },
      {
        name: "bin",
        type: "rect",
        from: { data: "bins" },
        encode: {
          update: {
            x: { scale: "x", field: "start" },
            x2: { scale: "x", field: "end" },
            y: { value: 0 },
            y2: { signal: "height" },
            fill: { value: "transparent" },
            cursor: { value: "crosshair" },
            tooltip: { signal: "datum.label + ': ' + format(datum.count, ',')" },
          },
        },
      },
    ],
  };

  /** A date as it is written, to a day, a month or a year, as the time at which it begins. */
  function time(text) {
    const [, year, month, day] = /^(-?\d+)(?:-(\d\d))?(?:-(\d\d))?/.exec(text) ?? [];
    return year === undefined ? NaN : new Date(0).setUTCFullYear(Number(year), (month ?? 1) - 1, Number(day ?? 1));
  }

  const STEPS = {
    day: (start) => start + DAY,
    month: (start) => new Date(start).setUTCMonth(new Date(start).getUTCMonth() + 1),
    year: (start) => new Date(start).setUTCFullYear(new Date(start).getUTCFullYear() + 1),
  };
  const LENGTHS = { year: 4, month: 7, day: 10 };

  /** Day, month or year: as fine as the dates are and as there is room for. */
  function unit([first, last]) {
    const days = (time(last) - time(first)) / DAY;
    if (days > 366 * 25 || last.length === 4) return "year";
    return days > 400 || last.length === 7 ? "month" : "day";
  }

  function bins(column) {
    const step = unit(column.ends);
    const first = column.ends[0].slice(0, LENGTHS[step]);
    const last = time(column.ends[1]);
    const made = [];
    for (let start = time(first); start <= last; start = STEPS[step](start)) {
      const label = new Date(start).toISOString().slice(0, LENGTHS[step]);
      made.push({ start, end: STEPS[step](start), label: sourcebook.day(label), count: 0 });
    }
    const place = column.values.map((value, code) => {
      if (code < column.none) return -1;
      const at = time(value);
      let [low, high] = [0, made.length - 1];
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (made[middle].start <= at) low = middle;
        else high = middle - 1;
      }
      return low;
    });
    return { made, place, fine: column.ends[1].length };
  }

  async function timeline(root, { rows, written, look }, change) {
    const column = rows.columns.get(written.date);
    if (!column?.ends) return null;
    const { made, place, fine } = bins(column);
    const { view } = await window.vegaEmbed(root, { ...SPEC, width: root.clientWidth, height: root.clientHeight, marks: SPEC.marks.map(look.silent), config: look.config }, look.options);
    view.signal("domain", [made[0].start, made.at(-1).end]);
    let span = null;
    let before = null;

    /** The bins below what is drawn, as a filter of the date. */
    function drawn() {
      const times = view.signal("times")?.map(Number).sort((a, b) => a - b);
      if (!times) return;
      const below = made.filter((bin) => bin.end > times[0] && bin.start <= times[1]);
      if (!below.length) return;
      const next = [below[0].start, below.at(-1).end];
      if (next.join() === span?.join()) return;
      span = next;
      const last = new Date(next[1] - 1).toISOString().slice(0, Math.min(fine, 10));
      change({ from: new Date(next[0]).toISOString().slice(0, Math.min(fine, 10)), to: last });
    }

    view.addSignalListener("brush", (_, brush) => {
      if (brush && brush[0] === brush[1]) before = span;
      else if (brush) drawn();
    });
    window.addEventListener("pointerup", () => {
      const brush = view.signal("brush");
      if (!brush) return;
      if (Math.abs(brush[1] - brush[0]) < CLICK) {
        drawn();
        // A click on the span that is chosen already takes it back.
        if (before && span?.join() === before.join()) change({});
      }
      view.signal("brush", null).runAsync();
    });
    new ResizeObserver(() => root.clientWidth && view.width(root.clientWidth).height(root.clientHeight).runAsync()).observe(root);

    return {
      bins: made,
      drawn: () => view.runAsync(),
      show(filter) {
        const counts = rows.counts(column);
        for (const bin of made) bin.count = 0;
        for (let code = column.none; code < counts.length; code++) made[place[code]].count += counts[code];
        const { from, to } = filter ?? {};
        span = from || to ? [from ? time(from) : made[0].start, to ? after(to) : made.at(-1).end] : null;
        view.signal("most", Math.max(...made.map((bin) => bin.count)));
        view.signal("span", span).data("bins", made.map((bin) => ({ ...bin }))).runAsync();
      },
    };
  }

  /** The time at which a date has ended. */
  const after = (text) => STEPS[{ 4: "year", 7: "month" }[text.length] ?? "day"](time(text));

  Object.assign(sourcebook, { timeline });
})();
