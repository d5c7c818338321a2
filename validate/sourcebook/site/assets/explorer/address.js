/* A view as the part of an address after its `#`, in the words of Datasette: a link restores it.

   `#?kind=glacial&kind=tidal&surveyed__gte=2014-01-01&depth__isnull=1&_search=north&_sort_desc=depth` */
(() => {
  "use strict";
  const numbers = (text, count) => {
    const found = (text ?? "").split(",").map(Number);
    return found.length === count && found.every(Number.isFinite) ? found : null;
  };

  /** A view with nothing filtered. */
  const empty = (written) => ({
    search: "",
    filters: new Map(),
    box: null,
    sort: null,
    shown: [...written.shown],
    page: 0,
    size: 25,
    camera: null,
  });

  function address(view, written) {
    const words = new URLSearchParams();
    for (const [name, { values = [], from, to, none }] of view.filters) {
      for (const value of values) words.append(name, value);
      if (from) words.set(`${name}__gte`, from);
      if (to) words.set(`${name}__lte`, to);
      if (none) words.set(`${name}__isnull`, "1");
    }
    if (view.search) words.set("_search", view.search);
    if (view.box) words.set("_box", view.box.join(","));
    if (view.sort) words.set(view.sort.down ? "_sort_desc" : "_sort", view.sort.name);
    if (view.shown.join() !== written.shown.join()) words.set("_cols", view.shown.join(","));
    if (view.page) words.set("_page", String(view.page + 1));
    if (view.size !== 25) words.set("_size", String(view.size));
    if (view.camera) words.set("_map", view.camera.map((number) => Number(number.toFixed(4))).join(","));
    const text = words.toString();
    return text ? `#?${text}` : "";
  }

  /** The view of an address; what is no column or value of this table is passed over. */
  function view(hash, written, rows) {
    const found = empty(written);
    if (!hash.startsWith("#?")) return found;
    const words = new URLSearchParams(hash.slice(2));
    for (const name of written.filters) {
      const column = rows.columns.get(name);
      const known = words.getAll(name).filter((value) => column.code(value) >= column.none);
      const filter = { values: new Set(known) };
      for (const [key, word] of [["from", "gte"], ["to", "lte"]]) {
        const end = words.get(`${name}__${word}`);
        const meant = column.kind === "number" ? Number.isFinite(Number(end)) : column.kind === "date";
        if (end && meant) filter[key] = end;
      }
      filter.none = words.get(`${name}__isnull`) === "1";
      if (known.length || filter.from || filter.to || filter.none) found.filters.set(name, filter);
    }
    found.search = words.get("_search") ?? "";
    found.box = rows.places && numbers(words.get("_box"), 4);
    found.camera = rows.places && numbers(words.get("_map"), 3);
    for (const [word, down] of [["_sort", false], ["_sort_desc", true]]) {
      const name = words.get(word);
      if (name !== null && rows.columns.has(name)) found.sort = { name, down };
    }
    const shown = words.get("_cols")?.split(",").filter((name) => name && rows.columns.has(name));
    if (shown?.length) found.shown = shown;
    found.page = Math.max(0, (parseInt(words.get("_page"), 10) || 1) - 1);
    if (["50", "100"].includes(words.get("_size"))) found.size = Number(words.get("_size"));
    return found;
  }

  Object.assign(sourcebook, { address, view, empty });
})();
