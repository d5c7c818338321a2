/* The map in Vega's words: areas, circles, the box that is drawn, and how a drag moves or draws. */
(() => {
  "use strict";
  const drawing = {
    padding: 0,
    autosize: "none",
    data: [
      { name: "areas", values: [] },
      { name: "points", values: [] },
      { name: "graticule", transform: [{ type: "graticule", step: [5, 5] }] },
    ],
    signals: [
      { name: "scale", value: 100 },
      { name: "moving", value: false },
      { name: "bare", value: true },
      { name: "box", value: null },
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

  Object.assign(sourcebook, { drawing });
})();
