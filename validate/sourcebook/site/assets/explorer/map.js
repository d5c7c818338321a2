/* The map: the rows that pass all filters but its own. A click on a circle or an area, or a box that
   is drawn, becomes a filter. Projection and drawing are Vega's. */
(() => {
  "use strict";
  const { plane } = sourcebook;
  const CLICK = 4;
  const STEP = 60;
  const EDGE = 1e-4;
  const [FARTHEST, NEAREST] = [40.8, 160_000];

  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  const rounded = (box) => box.map((each) => Number(each.toFixed(4)));

  async function map(root, { rows, written, look }, { enclose, area, moved }) {
    const ground = new sourcebook.Ground(rows, written.map.areas);
    const column = written.map.area ? rows.columns.get(written.map.area) : null;
    const { drawing } = sourcebook;
    const sizes = { width: root.clientWidth, height: root.clientHeight };
    const marks = drawing.marks.map(look.silent);
    const { view } = await window.vegaEmbed(root, { ...drawing, ...sizes, marks, config: look.config }, look.options);
    const areas = written.map.areas.map((each) => ({ type: "Feature", ...each }));
    view.signal("bare", areas.length === 0);
    let chosen = null;
    let untouched = true;
    let clicked = true;

    const camera = () => ["lon", "lat", "scale"].map((name) => view.signal(name));

    function aim(lon, lat, scale) {
      view.signal("lon", lon).signal("lat", clamp(lat, -84, 84)).signal("scale", clamp(scale, FARTHEST, NEAREST));
    }

    function fit({ west, east, south, north }) {
      if (west > east) return;
      const wide = (view.width() * 0.92) / Math.max(east - west, 1e-3);
      const high = (view.height() * 0.9) / Math.max(north - south, 1e-3);
      aim(plane.longitude((west + east) / 2), plane.latitude((south + north) / 2), Math.min(wide, high));
    }

    function draw() {
      const [lon, lat, scale] = camera();
      const sight = { lon, lat, scale, width: view.width(), height: view.height() };
      view.data("points", ground.circles(sight, rows.others("/box", written.map.area))).runAsync();
    }

    function show(state) {
      chosen = state.box;
      if (areas.length) {
        const counts = column ? rows.counts(column) : [];
        const values = column && state.filters.get(column.name)?.values;
        view.data("areas", areas.map((each) => ({
          ...each,
          count: counts[column?.code(each.value)] ?? 0,
          on: values?.has(each.value) ?? false,
        })));
      }
      view.signal("box", state.box);
      draw();
    }

    /** A move that a reader made. */
    function go(change) {
      change();
      untouched = false;
      view.runAsync();
      moved(camera());
    }

    const zoom = (by) => go(() => {
      const [lon, lat, scale] = camera();
      aim(lon, lat, scale * by);
    });
    const pan = (right, above) => go(() => {
      const [lon, lat, scale] = camera();
      aim(lon + plane.longitude(right / scale), plane.latitude(plane.up(lat) + above / scale), scale);
    });
    const whole = () => {
      fit(ground.whole);
      untouched = true;
      view.runAsync();
      moved(null);
    };

    let waiting = false;
    for (const name of ["lon", "lat", "scale"]) {
      view.addSignalListener(name, () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          draw();
        });
      });
    }

    /** The end of a drag: of one that moved the map, or of one that drew a box. */
    window.addEventListener("pointerup", () => {
      const held = view.signal("held");
      const drag = view.signal("drag");
      if (held) {
        const [, , lon, lat] = held;
        clicked = view.signal("lon") === lon && view.signal("lat") === lat;
        view.signal("held", null).runAsync();
        if (!clicked) go(() => {});
      } else if (drag) {
        const [[x0, y0], [x1, y1]] = drag;
        clicked = Math.hypot(x1 - x0, y1 - y0) < CLICK;
        const [[west, north], [east, south]] = view.signal("drawn");
        view.signal("drag", null).runAsync();
        if (clicked) return;
        enclose(rounded([Math.min(west, east), Math.min(south, north), Math.max(west, east), Math.max(south, north)]));
      }
    });
    view.addEventListener("click", (_, item) => {
      if (!clicked || !item) return;
      const { datum, mark } = item;
      if (mark.name === "area" && column) area(datum.value);
      if (mark.name !== "circle") return;
      const { west, south, east, north } = datum.box;
      const around = rounded([west - EDGE, south - EDGE, east + EDGE, north + EDGE]);
      enclose(around.join() === chosen?.join() ? null : around);
    });

    root.addEventListener("keydown", (event) => {
      const moves = {
        "+": () => zoom(1.5),
        "=": () => zoom(1.5),
        "-": () => zoom(1 / 1.5),
        0: whole,
        ArrowLeft: () => pan(-STEP, 0),
        ArrowRight: () => pan(STEP, 0),
        ArrowUp: () => pan(0, STEP),
        ArrowDown: () => pan(0, -STEP),
      };
      if (!moves[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      moves[event.key]();
    });
    root.addEventListener(
      "wheel",
      (event) => {
        // A wheel alone scrolls the page, as anywhere.
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        zoom(2 ** (-event.deltaY / 200));
      },
      { passive: false },
    );
    new ResizeObserver(() => {
      if (!root.clientWidth) return;
      view.width(root.clientWidth).height(root.clientHeight);
      if (untouched) fit(ground.whole);
      view.runAsync().then(draw);
    }).observe(root);

    return {
      show,
      drawn: () => view.runAsync(),
      whole,
      close: () => go(() => fit(ground.around(rows.passing))),
      closer: () => zoom(1.5),
      further: () => zoom(1 / 1.5),
      move(on) {
        root.classList.toggle("sbx-moving", on);
        view.signal("moving", on).runAsync();
      },
      /** Looks where an address says, or at everything. */
      restore(place) {
        untouched = !place;
        if (place) aim(...place);
        else fit(ground.whole);
        view.runAsync();
      },
    };
  }

  Object.assign(sourcebook, { map });
})();
