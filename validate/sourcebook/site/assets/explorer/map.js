/* The map: the rows that pass all filters but its own, those near each other as one circle. A click
   on a circle or an area, or a box that is drawn, becomes a filter. Projection and drawing are Vega's. */
(() => {
  "use strict";
  const CELL = 34;
  const CLICK = 4;
  const LEAST = 40.8;
  const MOST = 160_000;
  const EDGE = 1e-4;
  const RADIANS = Math.PI / 180;

  const SPEC = {
    padding: 0,
    autosize: "none",
    data: [
      { name: "areas", values: [] },
      { name: "points", values: [] },
      { name: "graticule", transform: [{ type: "graticule", step: [5, 5] }] },
    ],
    signals: [
      { name: "scale", value: LEAST },
      { name: "moving", value: false },
      { name: "bare", value: true },
      { name: "box", value: null },
      { name: "most", value: 1 },
      { name: "counts", value: {} },
      { name: "held", value: null, on: [{ events: "view:pointerdown", update: "moving ? [x(), y(), lon, lat] : null" }] },
      {
        name: "lon",
        value: 0,
        on: [{ events: "[view:pointerdown, window:pointerup] > window:pointermove", update: "held ? held[2] - (x() - held[0]) / scale * 180 / PI : lon" }],
      },
      {
        name: "lat",
        value: 0,
        on: [
          {
            events: "[view:pointerdown, window:pointerup] > window:pointermove",
            update: "held ? (2 * atan(exp(log(tan(PI / 4 + held[3] * PI / 360)) + (y() - held[1]) / scale)) - PI / 2) * 180 / PI : lat",
          },
        ],
      },
      {
        name: "drag",
        value: null,
        on: [
          { events: "view:pointerdown", update: "moving || event.pointerType === 'touch' ? null : [[x(), y()], [x(), y()]]" },
          {
            events: "[view:pointerdown, window:pointerup] > window:pointermove",
            update: "drag ? [drag[0], [clamp(x(), 0, width), clamp(y(), 0, height)]] : null",
          },
        ],
      },
      { name: "drawn", update: "drag ? [invert('projection', drag[0]), invert('projection', drag[1])] : null" },
      { name: "corners", update: "drag ? drag : box ? [scale('projection', [box[0], box[3]]), scale('projection', [box[2], box[1]])] : null" },
    ],
    projections: [
      {
        name: "projection",
        type: "mercator",
        scale: { signal: "scale" },
        center: { signal: "[lon, lat]" },
        translate: { signal: "[width / 2, height / 2]" },
      },
    ],
    marks: [
      {
        type: "shape",
        interactive: false,
        from: { data: "graticule" },
        encode: { update: { stroke: { value: "var(--sbx-grid)" }, strokeWidth: { signal: "bare ? 1 : 0" } } },
        transform: [{ type: "geoshape", projection: "projection" }],
      },
      {
        name: "area",
        type: "shape",
        from: { data: "areas" },
        encode: {
          update: {
            fill: { signal: "datum.on ? 'var(--sbx-chosen-area)' : 'var(--sbx-land)'" },
            stroke: { signal: "datum.on ? 'var(--sbx-mark)' : 'var(--sbx-border)'" },
            strokeWidth: { signal: "datum.on ? 2 : 1" },
            zindex: { signal: "datum.on ? 1 : 0" },
            cursor: { signal: "moving ? 'move' : isValid(datum.name) ? 'pointer' : 'crosshair'" },
            tooltip: { signal: "isValid(datum.name) ? datum.name + ': ' + format(datum.count, ',') : ''" },
          },
        },
        transform: [{ type: "geoshape", projection: "projection" }],
      },
      {
        name: "circle",
        type: "symbol",
        from: { data: "points" },
        encode: {
          update: {
            x: { signal: "scale('projection', [datum.lon, datum.lat])[0]" },
            y: { signal: "scale('projection', [datum.lon, datum.lat])[1]" },
            size: { signal: "pow(2 * datum.radius, 2)" },
            fill: { signal: "datum.on ? 'var(--sbx-mark)' : 'var(--sbx-rest)'" },
            fillOpacity: { signal: "datum.on ? 0.85 : 0.6" },
            stroke: { value: "var(--sbx-edge)" },
            strokeWidth: { value: 1 },
            cursor: { signal: "moving ? 'move' : 'pointer'" },
            tooltip: { signal: "datum.label" },
          },
        },
      },
      {
        type: "text",
        interactive: false,
        from: { data: "points" },
        encode: {
          update: {
            x: { signal: "scale('projection', [datum.lon, datum.lat])[0]" },
            y: { signal: "scale('projection', [datum.lon, datum.lat])[1]" },
            text: { signal: "datum.on > 1 && datum.radius >= 9 ? datum.short : ''" },
            fill: { value: "var(--sbx-on-mark)" },
            fontSize: { value: 11 },
            align: { value: "center" },
            baseline: { value: "middle" },
          },
        },
      },
      {
        type: "rect",
        interactive: false,
        encode: {
          update: {
            x: { signal: "corners ? corners[0][0] : -9" },
            y: { signal: "corners ? corners[0][1] : -9" },
            x2: { signal: "corners ? corners[1][0] : -9" },
            y2: { signal: "corners ? corners[1][1] : -9" },
            fill: { value: "var(--sbx-chosen)" },
            stroke: { value: "var(--sbx-mark)" },
            strokeWidth: { signal: "corners ? 2 : 0" },
            strokeDash: { value: [4, 3] },
          },
        },
      },
    ],
  };

  const mercator = (lat) => Math.log(Math.tan(Math.PI / 4 + Math.max(-85, Math.min(85, lat)) * RADIANS / 2));
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  const brief = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

  /** Rows as points of the plane, and the box that holds them. */
  function plane(places) {
    const x = Float32Array.from(places.east, (lon) => lon * RADIANS);
    const y = Float32Array.from(places.north, mercator);
    return { x, y };
  }

  async function map(root, { rows, written, look }, { enclose, area, moved }) {
    const { places } = rows;
    const { x, y } = plane(places);
    const column = written.map.area ? rows.columns.get(written.map.area) : null;
    const spec = { ...SPEC, width: root.clientWidth, height: root.clientHeight, marks: SPEC.marks.map(look.silent), config: look.config };
    const { view } = await window.vegaEmbed(root, spec, look.options);
    const features = written.map.areas.map((each) => ({ type: "Feature", ...each }));
    view.signal("bare", features.length === 0);
    let last = { filters: new Map(), box: null };
    let fitted = true;

    const camera = () => ["lon", "lat", "scale"].map((name) => view.signal(name));

    function look_at(lon, lat, scale) {
      view.signal("lon", lon).signal("lat", clamp(lat, -84, 84)).signal("scale", clamp(scale, LEAST, MOST));
    }

    /** Shows all of these rows. */
    function fit(chosen) {
      let [west, east, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
      const take = (across, up) => {
        if (!(across === across && up === up)) return;
        west = Math.min(west, across);
        east = Math.max(east, across);
        south = Math.min(south, up);
        north = Math.max(north, up);
      };
      if (chosen) for (const row of chosen) take(x[row], y[row]);
      else {
        for (let row = 0; row < rows.count; row++) take(x[row], y[row]);
        for (const each of features) each.geometry.coordinates.flat(4 - (each.geometry.type === "Polygon" ? 1 : 0) - 1)
          .forEach((value, at, all) => at % 2 && take(all[at - 1] * RADIANS, mercator(value)));
      }
      if (west > east) return;
      const scale = Math.min((view.width() * 0.92) / Math.max(east - west, 1e-3), (view.height() * 0.9) / Math.max(north - south, 1e-3));
      const lat = (2 * Math.atan(Math.exp((south + north) / 2)) - Math.PI / 2) / RADIANS;
      look_at((west + east) / 2 / RADIANS, lat, scale);
    }

    /** The rows in sight, those in one cell of a grid together. */
    function circles() {
      const [lon, lat, scale] = camera();
      const cell = CELL / scale;
      const [left, bottom] = [
        Math.floor((lon * RADIANS - view.width() / 2 / scale) / cell) - 1,
        Math.floor((mercator(lat) - view.height() / 2 / scale) / cell) - 1,
      ];
      const across = Math.ceil(view.width() / CELL) + 3;
      const up = Math.ceil(view.height() / CELL) + 3;
      const cells = new Map();
      const others = rows.others("/box", written.map.area);
      const { fails } = rows;
      for (let row = 0; row < rows.count; row++) {
        if (fails[row] & others) continue;
        const column = Math.floor(x[row] / cell) - left;
        const line = Math.floor(y[row] / cell) - bottom;
        if (!(column >= 0 && column < across && line >= 0 && line < up)) continue;
        const place = line * across + column;
        let found = cells.get(place);
        if (!found) {
          found = { all: 0, on: 0, x: 0, y: 0, west: 999, east: -999, south: 999, north: -999 };
          cells.set(place, found);
        }
        found.all++;
        if (fails[row] === 0) found.on++;
        found.x += x[row];
        found.y += y[row];
        const [lon, lat] = [places.east[row], places.north[row]];
        if (lon < found.west) found.west = lon;
        if (lon > found.east) found.east = lon;
        if (lat < found.south) found.south = lat;
        if (lat > found.north) found.north = lat;
      }
      const most = Math.max(1, ...[...cells.values()].map((each) => each.on || each.all));
      return [...cells.values()]
        .map((each) => ({
          ...each,
          lon: each.x / each.all / RADIANS,
          lat: (2 * Math.atan(Math.exp(each.y / each.all)) - Math.PI / 2) / RADIANS,
          radius: 3.5 + (CELL * 0.62 - 3.5) * Math.sqrt((each.on || each.all) / most),
          short: brief.format(each.on),
          label: each.on ? sourcebook.number(each.on) : `${sourcebook.number(each.all)}, not chosen`,
        }))
        .sort((a, b) => (a.on ? 1 : 0) - (b.on ? 1 : 0) || b.radius - a.radius);
    }

    function draw() {
      view.data("points", circles()).runAsync();
    }

    function show(state) {
      last = state;
      const chosen = state.filters.get(written.map.area)?.values;
      if (features.length) {
        const counts = column ? rows.counts(column) : [];
        view.data("areas", features.map((each) => ({
          ...each,
          count: counts[column?.code(each.value)] ?? 0,
          on: chosen?.has(each.value) ?? false,
        })));
      }
      view.signal("box", state.box);
      draw();
    }

    let waiting = false;
    function moves() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        draw();
      });
    }
    for (const name of ["lon", "lat", "scale"]) view.addSignalListener(name, moves);

    function go(change) {
      change();
      fitted = false;
      view.runAsync();
      moved(camera());
    }

    const zoom = (by) => go(() => {
      const [lon, lat, scale] = camera();
      look_at(lon, lat, scale * by);
    });
    const pan = (across, up) => go(() => {
      const [lon, lat, scale] = camera();
      const there = mercator(lat) + up / scale;
      look_at(lon + across / scale / RADIANS, (2 * Math.atan(Math.exp(there)) - Math.PI / 2) / RADIANS, scale);
    });
    const whole = () => {
      fit(null);
      fitted = true;
      view.runAsync();
      moved(null);
    };
    const close = () => go(() => fit(rows.passing));

    let clicked = true;
    window.addEventListener("pointerup", () => {
      if (view.signal("held")) {
        const [, , lon, lat] = view.signal("held");
        clicked = Math.hypot(view.signal("lon") - lon, view.signal("lat") - lat) === 0;
        if (!clicked) {
          fitted = false;
          moved(camera());
        }
        view.signal("held", null).runAsync();
        return;
      }
      const drag = view.signal("drag");
      if (!drag) return;
      clicked = Math.hypot(drag[0][0] - drag[1][0], drag[0][1] - drag[1][1]) < CLICK;
      const [[west, north], [east, south]] = view.signal("drawn");
      view.signal("drag", null).runAsync();
      if (!clicked) enclose([west, south, east, north].map((_, at) => (at < 2 ? Math.min : Math.max)(...(at % 2 ? [north, south] : [west, east]))).map((each) => Number(each.toFixed(4))));
    });
    view.addEventListener("click", (_, item) => {
      if (!clicked || !item) return;
      const { datum, mark } = item;
      if (mark.name === "circle") {
        const around = [datum.west - EDGE, datum.south - EDGE, datum.east + EDGE, datum.north + EDGE].map((each) => Number(each.toFixed(4)));
        enclose(around.join() === last.box?.join() ? null : around);
      } else if (mark.name === "area" && column) area(datum.value);
    });

    root.addEventListener("keydown", (event) => {
      const step = 60;
      const keys = {
        "+": () => zoom(1.5), "=": () => zoom(1.5), "-": () => zoom(1 / 1.5), 0: whole,
        ArrowLeft: () => pan(-step, 0), ArrowRight: () => pan(step, 0), ArrowUp: () => pan(0, step), ArrowDown: () => pan(0, -step),
      };
      if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      keys[event.key]();
    });
    root.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(2 ** (-event.deltaY / 200));
    }, { passive: false });
    new ResizeObserver(() => {
      if (!root.clientWidth) return;
      view.width(root.clientWidth).height(root.clientHeight);
      if (fitted) fit(null);
      view.runAsync().then(draw);
    }).observe(root);

    return {
      show,
      whole,
      close,
      closer: () => zoom(1.5),
      further: () => zoom(1 / 1.5),
      move(on) {
        root.classList.toggle("sbx-moving", on);
        view.signal("moving", on).runAsync();
      },
      /** Looks where an address says, or at everything. */
      restore(place) {
        fitted = !place;
        if (place) look_at(...place);
        else fit(null);
        view.runAsync();
      },
    };
  }

  Object.assign(sourcebook, { map });
})();
