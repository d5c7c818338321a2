/* Rows on the plane of the map (Mercator's, in radians), and those near each other as one circle. */
(() => {
  "use strict";
  const CELL = 34;
  const SMALLEST = 3.5;
  const LARGEST = CELL * 0.55;
  const RADIANS = Math.PI / 180;

  /** From degrees of latitude to the plane, and back. */
  const up = (lat) => Math.log(Math.tan(Math.PI / 4 + (Math.max(-85, Math.min(85, lat)) * RADIANS) / 2));
  const latitude = (y) => (2 * Math.atan(Math.exp(y)) - Math.PI / 2) / RADIANS;
  const across = (lon) => lon * RADIANS;
  const longitude = (x) => x / RADIANS;

  const brief = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

  /** A box that grows with what it has to hold; a row without a point is not a number, and nowhere. */
  class Box {
    west = Infinity;
    east = -Infinity;
    south = Infinity;
    north = -Infinity;

    hold(x, y) {
      if (x < this.west) this.west = x;
      if (x > this.east) this.east = x;
      if (y < this.south) this.south = y;
      if (y > this.north) this.north = y;
    }
  }

  /** The polygons of areas and the points of rows, on the plane. */
  class Ground {
    constructor(rows, areas) {
      this.rows = rows;
      this.x = Float32Array.from(rows.places.east, across);
      this.y = Float32Array.from(rows.places.north, up);
      this.whole = this.around(this.x.keys());
      const hold = (part) => (Array.isArray(part[0]) ? part.forEach(hold) : this.whole.hold(across(part[0]), up(part[1])));
      for (const area of areas) hold(area.geometry.coordinates);
    }

    /** The box around these rows. */
    around(chosen) {
      const box = new Box();
      for (const row of chosen) box.hold(this.x[row], this.y[row]);
      return box;
    }

    /** The rows in sight that pass the filters of these bits, together where they share a cell of a
        grid; those that pass all filters are counted apart. */
    circles({ lon, lat, scale, width, height }, bits) {
      const { x, y, rows } = this;
      const { fails, places } = rows;
      const cell = CELL / scale;
      const left = Math.floor((across(lon) - width / 2 / scale) / cell) - 1;
      const low = Math.floor((up(lat) - height / 2 / scale) / cell) - 1;
      const columns = Math.ceil(width / CELL) + 3;
      const lines = Math.ceil(height / CELL) + 3;
      const cells = new Map();
      for (let row = 0; row < rows.count; row++) {
        if (fails[row] & bits) continue;
        const column = Math.floor(x[row] / cell) - left;
        const line = Math.floor(y[row] / cell) - low;
        if (!(column >= 0 && column < columns && line >= 0 && line < lines)) continue;
        const place = line * columns + column;
        let found = cells.get(place);
        if (!found) cells.set(place, (found = { all: 0, on: 0, x: 0, y: 0, box: new Box() }));
        found.all++;
        if (fails[row] === 0) found.on++;
        found.x += x[row];
        found.y += y[row];
        found.box.hold(places.east[row], places.north[row]);
      }
      return drawn([...cells.values()]);
    }
  }

  /** Circles whose areas stand for their numbers, the chosen ones on top, small over large. */
  function drawn(cells) {
    const size = (each) => each.on || each.all;
    const most = cells.reduce((found, each) => Math.max(found, size(each)), 1);
    return cells
      .map((each) => ({
        on: each.on,
        box: each.box,
        lon: longitude(each.x / each.all),
        lat: latitude(each.y / each.all),
        radius: SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(size(each) / most),
        short: brief.format(each.on),
        label: each.on ? sourcebook.number(each.on) : `${sourcebook.number(each.all)}, not chosen`,
      }))
      .sort((a, b) => Math.min(a.on, 1) - Math.min(b.on, 1) || b.radius - a.radius);
  }

  Object.assign(sourcebook, { Ground, plane: { up, across, latitude, longitude } });
})();
