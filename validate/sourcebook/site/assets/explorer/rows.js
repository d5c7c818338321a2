/* The rows of the explorer: columns of small numbers, and which rows each filter leaves.

   Every filter has a bit of its own. A row's bits tell which filters it fails, so that a chart can
   count the rows that pass all filters but its own. */
(() => {
  "use strict";
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
  const SIZES = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array };
  const BITS = 32;

  function bytes(text) {
    const binary = atob(text);
    const found = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) found[at] = binary.charCodeAt(at);
    return found.buffer;
  }

  const unpacked = (packed) => new SIZES[packed.bytes](bytes(packed.data));

  /** What hides in a text or turns it around, written out; as the other pages write it. */
  const visible = (text) =>
    text.replace(HIDDEN, (sign) => `[U+${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);

  /** A text as it is searched: without case and without accents. */
  function folded(text) {
    const low = text.toLowerCase();
    return /^[\x00-\x7f]*$/.test(low) ? low : low.normalize("NFD").replace(/\p{M}/gu, "");
  }

  class Column {
    constructor(written, count) {
      Object.assign(this, { counted: true, own: true, json: "text" }, written);
      this.codes = written.codes
        ? unpacked(written.codes)
        : Uint32Array.from({ length: count }, (_, row) => row + this.none);
      this.starts = written.starts ? unpacked(written.starts) : null;
    }

    /** The codes of a row: one, or several where others stand in the same row. */
    of(row) {
      return this.starts
        ? [...this.codes.subarray(this.starts[row], this.starts[row + 1])]
        : [this.codes[row]];
    }

    first(row) {
      return this.codes[this.starts ? this.starts[row] : row];
    }

    label(code) {
      return this.labels ? this.labels[code] : visible(this.values[code]);
    }

    number(code) {
      return Number(this.values[code].replace("INF", "Infinity"));
    }

    code(value) {
      this.byValue ??= new Map(this.values.map((each, code) => [each, code]));
      return this.byValue.get(value);
    }

    get searched() {
      this.folded ??= this.values.map((value, code) => {
        if (code < this.none) return "";
        const label = this.label(code);
        return folded(label === value ? value : `${label}\n${value}`);
      });
      return this.folded;
    }

    /** For each code, whether its text has the word; nothing where none has. */
    having(word) {
      // Letters stand in no number and in no date.
      if (["number", "date"].includes(this.kind) && !/\d/.test(word)) return null;
      const { searched } = this;
      const hits = new Uint8Array(searched.length);
      let any = false;
      for (let code = this.none; code < hits.length; code++) {
        if (!searched[code].includes(word)) continue;
        hits[code] = 1;
        any = true;
      }
      return any ? hits : null;
    }

    /** The least and the greatest value, as they are written. */
    get ends() {
      return this.values.length > this.none ? [this.values[this.none], this.values.at(-1)] : null;
    }

    /** For each code, whether the filter lets it pass. */
    passing(filter) {
      const passes = new Uint8Array(this.values.length);
      if (filter.none) passes.fill(1, 0, this.none);
      for (const value of filter.values ?? []) {
        const code = this.code(value);
        if (code !== undefined) passes[code] = 1;
      }
      if (filter.from || filter.to) {
        for (let code = this.none; code < passes.length; code++) {
          if (this.within(code, filter)) passes[code] = 1;
        }
      }
      return passes;
    }

    within(code, { from, to }) {
      if (this.kind === "number") {
        const number = this.number(code);
        return (!from || number >= Number(from)) && (!to || number <= Number(to));
      }
      const value = this.values[code];
      return (!from || value >= from) && (!to || value.slice(0, to.length) <= to);
    }
  }

  class Rows {
    constructor(written) {
      this.count = written.rows;
      this.columns = new Map(written.columns.map((each) => [each.name, new Column(each, written.rows)]));
      this.fails = new Uint32Array(this.count);
      this.bits = new Map();
      this.places = written.map && {
        north: new Float32Array(bytes(written.map.north)),
        east: new Float32Array(bytes(written.map.east)),
      };
      this.words = { text: "", found: null };
    }

    /** Applies the filters of a view; gives the rows that pass all of them, in the package's order. */
    filter(view) {
      this.fails.fill(0);
      this.bits.clear();
      for (const [name, filter] of view.filters) {
        this.mark(this.columns.get(name), filter, this.bit(name));
      }
      if (view.search.trim()) this.find(view.search, this.bit("/search"));
      if (view.box && this.places) this.enclose(view.box, this.bit("/box"));
      const { fails, count } = this;
      const passing = new Uint32Array(count);
      let found = 0;
      for (let row = 0; row < count; row++) if (fails[row] === 0) passing[found++] = row;
      this.passing = passing.subarray(0, found);
      return this.passing;
    }

    bit(name) {
      // The filters beyond the last bit share it: charts of theirs then count fewer rows.
      const bit = (1 << Math.min(this.bits.size, BITS - 1)) >>> 0;
      this.bits.set(name, bit);
      return bit;
    }

    mark(column, filter, bit) {
      const passes = column.passing(filter);
      const { codes, starts } = column;
      const { fails } = this;
      for (let row = 0; row < this.count; row++) {
        let ok = 0;
        if (starts) for (let at = starts[row]; at < starts[row + 1]; at++) ok |= passes[codes[at]];
        else ok = passes[codes[row]];
        if (!ok) fails[row] |= bit;
      }
    }

    find(text, bit) {
      if (text !== this.words.text) this.words = { text, found: this.search(text) };
      const { found } = this.words;
      for (let row = 0; row < this.count; row++) if (!found[row]) this.fails[row] |= bit;
    }

    /** For each row, whether every word of the text stands in one of its cells. */
    search(text) {
      const found = new Uint8Array(this.count).fill(1);
      for (const word of folded(text).split(/\s+/).filter(Boolean)) {
        const has = new Uint8Array(this.count);
        for (const column of this.columns.values()) {
          const hits = column.having(word);
          if (!hits) continue;
          const { codes, starts } = column;
          for (let row = 0; row < this.count; row++) {
            if (starts) for (let at = starts[row]; at < starts[row + 1]; at++) has[row] |= hits[codes[at]];
            else has[row] |= hits[codes[row]];
          }
        }
        for (let row = 0; row < this.count; row++) found[row] &= has[row];
      }
      return found;
    }

    enclose([west, south, east, north], bit) {
      const { places, fails } = this;
      for (let row = 0; row < this.count; row++) {
        const x = places.east[row];
        const y = places.north[row];
        if (!(x >= west && x <= east && y >= south && y <= north)) fails[row] |= bit;
      }
    }

    /** The bits of all filters but these: of what a chart has to ask a row. */
    others(...names) {
      const own = names.reduce((bits, name) => bits | (this.bits.get(name) ?? 0), 0);
      return ~own;
    }

    /** How many rows have each code of a column, of those that pass all other filters. */
    counts(column) {
      const counts = new Uint32Array(column.values.length);
      const { codes, starts } = column;
      const { fails } = this;
      const others = this.others(column.name);
      for (let row = 0; row < this.count; row++) {
        if (fails[row] & others) continue;
        if (starts) for (let at = starts[row]; at < starts[row + 1]; at++) counts[codes[at]]++;
        else counts[codes[row]]++;
      }
      return counts;
    }

    /** The passing rows by a column, those without a value last; as in the package where it has none. */
    sorted(sort) {
      const column = sort && this.columns.get(sort.name);
      if (!column) return this.passing;
      const { length } = column.values;
      const { count } = this;
      const keys = Float64Array.from(this.passing, (row) => {
        const code = column.first(row);
        const rank = code < column.none ? length : sort.down ? length - 1 - code : code;
        return rank * count + row;
      });
      keys.sort();
      return Uint32Array.from(keys, (key) => key % count);
    }
  }

  Object.assign(sourcebook, { Rows, visible, folded });
})();
