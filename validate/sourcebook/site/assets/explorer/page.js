/* The page: one view (what is searched, filtered, sorted, shown), kept in the address, and all that
   shows it. Every part tells what a reader changed, and is shown the view that comes of it. */
(() => {
  "use strict";
  const { element, number, shown } = sourcebook;
  const root = document.querySelector(".sbx");
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const written = sourcebook.rows;
  const rows = new sourcebook.Rows(written);
  const links = JSON.parse(root.dataset.links);
  const label = element("div", { className: "sbx-hover", hidden: true, ariaHidden: "true" });
  document.body.append(label);

  /** Vega's word on what the pointer is over. Its own box would need styles that a policy forbids. */
  function hover(_, event, item, text) {
    label.hidden = text === null || text === undefined || text === "";
    label.textContent = text ?? "";
    const left = Math.min(event.clientX + 12, document.documentElement.clientWidth - label.offsetWidth - 4);
    Object.assign(label.style, { left: `${left}px`, top: `${event.clientY + 14}px` });
  }

  const look = {
    // The drawing is told in a table below it; its single marks tell a screen reader nothing.
    silent: (mark) => ({ ...mark, aria: false }),
    options: { mode: "vega", actions: false, ast: true, renderer: "svg", defaultStyle: false, tooltip: hover },
    config: {
      background: null,
      axis: { labelColor: "currentColor", labelFont: "inherit", labelFontSize: 11, gridColor: "var(--sbx-grid)", tickColor: "currentColor", domainColor: "currentColor", aria: false },
      aria: false,
    },
  };

  let view = sourcebook.view(location.hash, written, rows);
  const context = { rows, written, links, look, get view() { return view; } };
  rows.filter(view);

  /** Takes a change of the view into the address and to all parts. */
  function change(next) {
    view = { ...view, page: 0, ...next };
    keep();
    render();
  }

  function keep() {
    const hash = sourcebook.address(view, written);
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
  }

  function refine(name, filter) {
    const filters = new Map(view.filters);
    const { values, from, to, none } = filter;
    if (values?.size || from || to || none) filters.set(name, filter);
    else filters.delete(name);
    change({ filters });
  }

  const list = sourcebook.listing(part("table"), context, {
    sort: (sort) => change({ sort }),
    turn: (page, size) => {
      view = { ...view, page, size };
      keep();
    },
  });
  const filter = sourcebook.filters(part("filters"), written, rows, refine);
  let timeline = null;
  let map = null;

  function render() {
    rows.filter(view);
    tell();
    chips();
    filter(view);
    list(view);
    timeline?.show(view.filters.get(written.date));
    map?.show(view);
    spelled();
    columns();
    if (part("search") !== document.activeElement) part("search").value = view.search;
  }

  /** How many rows there are, in words. */
  function tell() {
    const count = rows.passing.length;
    part("count").replaceChildren(element("strong", { textContent: number(count) }), ` of ${number(rows.count)}`);
    for (const button of root.querySelectorAll("[data-take]")) button.disabled = count === 0;
  }

  /** What is filtered, each with a button that takes it back. */
  function chips() {
    const made = [];
    const chip = (text, back) => {
      const button = element("button", { type: "button", className: "sbx-chip" }, element("bdi", { textContent: text }), element("span", { textContent: "×", ariaHidden: "true" }));
      button.setAttribute("aria-label", `Remove the filter ${text}`);
      button.addEventListener("click", () => {
        back();
        part("count").focus();
      });
      made.push(button);
    };
    if (view.search.trim()) chip(`“${sourcebook.visible(view.search.trim())}”`, () => change({ search: "" }));
    if (view.box) chip("In the box on the map", () => change({ box: null }));
    for (const [name, one] of view.filters) {
      const column = rows.columns.get(name);
      for (const value of one.values ?? []) {
        chip(`${column.title}: ${column.label(column.code(value))}`, () => {
          refine(name, { ...one, values: new Set([...one.values].filter((each) => each !== value)) });
        });
      }
      if (one.from || one.to) {
        const [from, to] = [one.from, one.to].map((end) => end && (column.kind === "date" ? sourcebook.day(end) : end));
        const words = from && to ? `${from} to ${to}` : from ? `from ${from}` : `to ${to}`;
        chip(`${column.title}: ${words}`, () => refine(name, { ...one, from: "", to: "" }));
      }
      if (one.none) chip(`${column.title}: ${written.missing}`, () => refine(name, { ...one, none: false }));
    }
    part("chips").replaceChildren(...made);
    part("clear").hidden = made.length === 0;
  }

  /** The charts as tables, for who can't see them; written when they are asked for. */
  function spelled() {
    const table = (name, heads, lines) => {
      const box = part(name);
      if (!box) return;
      box.ontoggle = () => box.open && spelled();
      if (!box.open) return;
      const row = (tag, cells) => element("tr", {}, ...cells.map((text, at) => element(tag, { textContent: text, className: at ? "sb-number" : "" })));
      const made = element("table", { className: "sb-table" }, element("thead", {}, row("th", heads)), element("tbody", {}, ...lines().map((cells) => row("td", cells))));
      box.querySelector("[data-part=spelled]").replaceChildren(made);
    };
    table("timeline-text", ["When", "Rows"], () => (timeline?.bins ?? []).filter((bin) => bin.count).map((bin) => [bin.label, number(bin.count)]));
    table("map-text", ["Where", "Rows"], () => {
      const column = rows.columns.get(written.map.area);
      const counts = column ? rows.counts(column) : [];
      const located = rows.passing.reduce((sum, row) => sum + (rows.places.north[row] === rows.places.north[row] ? 1 : 0), 0);
      const lines = [...counts.keys()].filter((code) => counts[code] && code >= column.none).sort((a, b) => counts[b] - counts[a]);
      return [
        ...lines.map((code) => [column.label(code), number(counts[code])]),
        ["With a point on the map", number(located)],
        ["Without one", number(rows.passing.length - located)],
      ];
    });
  }

  /** The columns to choose, and to sort by where the table has no head. */
  function columns() {
    for (const input of part("columns").querySelectorAll("input")) input.checked = view.shown.includes(input.value);
    const sort = part("sort");
    sort.value = view.sort ? `${view.sort.down ? "-" : "+"}${view.sort.name}` : "";
  }

  function build() {
    const choice = [...rows.columns.values()].filter((column) => column.name);
    part("columns").replaceChildren(...choice.map((column) => {
      const input = element("input", { type: "checkbox", value: column.name });
      input.addEventListener("change", () => {
        const wanted = new Set(view.shown);
        if (input.checked) wanted.add(column.name);
        else wanted.delete(column.name);
        const next = choice.map((each) => each.name).filter((name) => wanted.has(name));
        if (next.length) change({ shown: next, page: view.page });
        else input.checked = true;
      });
      return element("label", {}, input, element("bdi", { textContent: column.title }));
    }));
    part("sort").append(element("option", { value: "", textContent: "Usual order" }), ...choice.flatMap((column) => [
      element("option", { value: `+${column.name}`, textContent: `${column.title}, first to last` }),
      element("option", { value: `-${column.name}`, textContent: `${column.title}, last to first` }),
    ]));
    part("sort").addEventListener("change", ({ target: { value } }) => change({ sort: value ? { name: value.slice(1), down: value[0] === "-" } : null }));
    let waiting = 0;
    part("search").addEventListener("input", ({ target }) => {
      clearTimeout(waiting);
      waiting = setTimeout(() => change({ search: target.value }), 25);
    });
    part("clear").addEventListener("click", () => {
      change({ search: "", filters: new Map(), box: null });
      part("count").focus();
    });
    for (const button of root.querySelectorAll("[data-take]")) {
      button.addEventListener("click", () => {
        const part = rows.passing.length === rows.count ? "all" : `${rows.passing.length}-of-${rows.count}`;
        sourcebook.take[button.dataset.take](rows, rows.passing, `${written.file}-${part}`);
      });
    }
    part("link").addEventListener("click", async ({ target }) => {
      const address = part("address");
      address.value = location.href;
      try {
        await navigator.clipboard.writeText(location.href);
        part("copied").textContent = "Copied.";
      } catch {
        address.hidden = false;
        address.select();
        part("copied").textContent = "Copy it from here:";
      }
      target.addEventListener("blur", () => (part("copied").textContent = ""), { once: true });
    });
    window.addEventListener("hashchange", () => {
      view = sourcebook.view(location.hash, written, rows);
      render();
      map?.restore(view.camera);
    });
  }

  /** The charts come after the table, which is what a reader waits for. */
  async function draw() {
    const toggle = part("move");
    if (part("timeline")) {
      timeline = await sourcebook.timeline(part("timeline"), context, (span) => refine(written.date, { ...view.filters.get(written.date), from: "", to: "", ...span }));
      if (!timeline) part("timeline").closest("figure").hidden = true;
      timeline?.show(view.filters.get(written.date));
    }
    if (part("map")) {
      map = await sourcebook.map(part("map"), context, {
        enclose: (box) => change({ box }),
        moved: (camera) => {
          view = { ...view, camera };
          keep();
        },
        area: (value) => {
          const now = view.filters.get(written.map.area) ?? {};
          const values = new Set(now.values);
          if (!values.delete(value)) values.add(value);
          refine(written.map.area, { ...now, values });
        },
      });
      for (const name of ["closer", "further", "whole", "close"]) part(name).addEventListener("click", () => map[name]());
      toggle.addEventListener("click", () => {
        const on = toggle.getAttribute("aria-pressed") !== "true";
        toggle.setAttribute("aria-pressed", String(on));
        map.move(on);
      });
      map.restore(view.camera);
      map.show(view);
    }
    await Promise.all([timeline?.drawn(), map?.drawn()]);
    root.dataset.ready = "true";
    // What a first search would have to wait for.
    for (const column of rows.columns.values()) window.requestIdleCallback?.(() => column.searched);
  }

  build();
  render();
  part("waiting").hidden = true;
  root.classList.remove("sbx-waiting");
  if (window.matchMedia("(max-width: 60em)").matches) part("panel").open = false;
  requestAnimationFrame(() => setTimeout(draw));
  Object.assign(sourcebook, { shown });
})();
