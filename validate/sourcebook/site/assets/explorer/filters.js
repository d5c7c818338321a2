/* The filters beside the table: one a column, with how many rows each of its values has. */
(() => {
  "use strict";
  const FEW = 10;
  const MANY = 200;

  function element(tag, properties = {}, ...children) {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  }

  const number = (value) => value.toLocaleString("en");

  class Filter {
    constructor(column, open, missing, change) {
      Object.assign(this, { column, missing, change, all: false, find: "", options: new Map() });
      this.badge = element("span", { className: "sbx-badge", hidden: true });
      this.body = element("div", { className: "sbx-filter-body" });
      this.box = element(
        "details",
        { className: "sbx-filter", open },
        element("summary", { title: column.description }, element("span", { textContent: column.title }), this.badge),
        this.body,
      );
      this.box.dataset.column = column.name;
    }

    get chosen() {
      return ["code", "reference"].includes(this.column.kind);
    }

    /** What this filter says of a view now. */
    show(view, rows) {
      this.filter = view.filters.get(this.column.name) ?? {};
      const { values, from, to, none } = this.filter;
      const active = (values?.size ?? 0) + (from ? 1 : 0) + (to ? 1 : 0) + (none ? 1 : 0);
      this.badge.hidden = active === 0;
      this.badge.textContent = active;
      this.rows = rows;
      if (this.box.open) this.fill();
      else this.box.ontoggle = () => this.box.open && this.fill();
    }

    fill() {
      this.box.ontoggle = null;
      this.counts = this.rows.counts(this.column);
      if (!this.body.hasChildNodes()) this.build();
      if (this.chosen) this.list();
      else this.range();
      this.tell();
    }

    build() {
      const { column } = this;
      if (!this.chosen) {
        this.ends = ["from", "to"].map((end) => this.end(end));
        this.body.append(element("div", { className: "sbx-ends" }, ...this.ends.map((end) => end.parentElement)));
      } else {
        if (column.values.length - column.none > FEW) {
          const input = element("input", { type: "search", placeholder: "Find", autocomplete: "off" });
          input.setAttribute("aria-label", `Find in ${column.title}`);
          input.addEventListener("input", () => {
            this.find = sourcebook.folded(input.value);
            this.list();
          });
          this.body.append(input);
        }
        this.items = element("ul", { className: "sbx-values" });
        this.more = element("button", { type: "button", className: "sbx-link" });
        this.more.addEventListener("click", () => {
          this.all = !this.all;
          this.list();
        });
        this.body.append(this.items, this.more);
      }
      this.none = this.option(this.missing, (on) => this.set({ none: on }));
      this.none.label.classList.add("sbx-missing");
      this.body.append(this.none.label);
    }

    end(name) {
      const { column } = this;
      const ends = column.ends ?? ["", ""];
      const day = column.kind === "date" && ends.every((end) => end.length >= 10);
      const input = element("input", { type: day ? "date" : column.kind === "number" ? "number" : "text" });
      if (day) [input.min, input.max] = ends.map((end) => end.slice(0, 10));
      else input.placeholder = ends[name === "from" ? 0 : 1];
      if (column.kind === "number") input.step = "any";
      input.setAttribute("aria-label", `${column.title}, ${name}`);
      input.addEventListener("change", () => this.set({ [name]: input.value }));
      element("label", {}, element("span", { textContent: name }), input);
      return input;
    }

    option(label, change) {
      const input = element("input", { type: "checkbox" });
      input.addEventListener("change", () => change(input.checked));
      const count = element("span", { className: "sbx-count" });
      const words = element("bdi", { textContent: label });
      const box = element("label", { className: "sbx-value" }, input, words, count);
      return { label: box, input, count };
    }

    set(change) {
      this.change(this.column.name, { ...this.filter, ...change });
    }

    toggle(value, on) {
      const values = new Set(this.filter.values);
      if (on) values.add(value);
      else values.delete(value);
      this.set({ values });
    }

    /** The codes to list: as declared, or those of most rows first; what is chosen always. */
    listed() {
      const { column, counts, find } = this;
      const chosen = (code) => this.filter.values?.has(column.values[code]) ?? false;
      let codes = Array.from(column.values.keys()).slice(column.none);
      if (find) codes = codes.filter((code) => column.searched[code].includes(find));
      if (column.kind === "reference") {
        codes.sort((a, b) => chosen(b) - chosen(a) || counts[b] - counts[a] || a - b);
      }
      const limit = find || this.all ? MANY : FEW;
      return { codes: codes.filter((code, place) => place < limit || chosen(code)), total: codes.length };
    }

    list() {
      const { codes, total } = this.listed();
      const focused = document.activeElement;
      const items = codes.map((code) => {
        if (!this.options.has(code)) {
          const value = this.column.values[code];
          const made = this.option(this.column.label(code), (on) => this.toggle(value, on));
          made.item = element("li", {}, made.label);
          this.options.set(code, made);
        }
        const option = this.options.get(code);
        this.mark(option, this.counts[code], this.filter.values?.has(this.column.values[code]) ?? false);
        return option.item;
      });
      if (items.length !== this.items.children.length || items.some((item, at) => item !== this.items.children[at])) {
        this.items.replaceChildren(...items);
        if (this.items.contains(focused)) focused.focus({ preventScroll: true });
      }
      this.more.hidden = Boolean(this.find) || total <= FEW;
      this.more.textContent = this.all ? "Show fewer" : `Show ${total > MANY ? `${MANY} of ` : "all "}${number(total)}`;
    }

    mark(option, count, on) {
      option.count.textContent = number(count);
      option.input.checked = on;
      option.label.classList.toggle("sbx-empty", count === 0 && !on);
    }

    range() {
      for (const [place, name] of ["from", "to"].entries()) {
        if (this.ends[place] !== document.activeElement) this.ends[place].value = this.filter[name] ?? "";
      }
    }

    /** How many rows have no value. */
    tell() {
      const count = this.counts.subarray(0, this.column.none).reduce((sum, each) => sum + each, 0);
      this.ever ??= this.column.codes.some((code) => code < this.column.none);
      this.none.label.hidden = !this.ever;
      this.mark(this.none, count, this.filter.none ?? false);
    }
  }

  /** The filters of a page, in their order. */
  function filters(root, written, rows, change) {
    const made = written.filters.map(
      (name, place) => new Filter(rows.columns.get(name), place < written.open, written.missing, change),
    );
    root.replaceChildren(...made.map((filter) => filter.box));
    return (view) => made.forEach((filter) => filter.show(view, rows));
  }

  Object.assign(sourcebook, { filters, element, number });
})();
