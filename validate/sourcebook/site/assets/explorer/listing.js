/* The table: DataTables lists the rows that are in sight, and asks for them here. */
(() => {
  "use strict";
  const { element, number } = sourcebook;
  const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

  function day(value) {
    const [, year, month, date, time] = /^(-?\d+)(?:-(\d\d))?(?:-(\d\d))?(?:[T ](.*))?$/.exec(value) ?? [];
    if (!month) return value;
    return [date && Number(date), MONTHS[month - 1], year].filter(Boolean).join(" ") + (time ? `, ${time}` : "");
  }

  function shown(column, code) {
    if (column.kind === "date") return day(column.label(code));
    if (column.kind !== "number") return column.label(code);
    const value = column.number(code);
    return column.counted && Number.isInteger(value) ? number(value) : column.label(code);
  }

  /** The address of the page of a record, where it has one. */
  function page(column, key, links) {
    if (!column.target || !links[column.target]) return null;
    const [before, after] = links[column.target];
    return before + (column.stems?.[key] ?? key) + after;
  }

  function cell(column, row, { rows, written, links }) {
    const parts = column.of(row).filter((code) => code >= column.none).map((code) => {
      const text = element("bdi", { textContent: shown(column, code) });
      const key = column.name ? column.values[code] : rows.columns.get(written.key).values[rows.columns.get(written.key).codes[row]];
      const href = page(column, key, links);
      return href ? element("a", { href }, text) : text;
    });
    if (!parts.length && column.kind === "number") parts.push(element("span", { className: "sb-none", textContent: written.missing }));
    const all = element("span");
    parts.forEach((part, at) => all.append(...(at ? ["; ", part] : [part])));
    return all;
  }

  /** Lists rows in a table; gives what lists others. */
  function listing(table, context, { sort, turn }) {
    const { rows, written } = context;
    const columns = [...rows.columns.values()];
    const narrow = (column) => column.kind === "number";
    let chosen = rows.passing;
    const $ = window.itables.jQuery;
    const listed = new $.fn.dataTable(table, {
      serverSide: true,
      searching: false,
      autoWidth: false,
      orderMulti: false,
      order: [],
      pageLength: context.view.size,
      displayStart: context.view.page * context.view.size,
      lengthMenu: [25, 50, 100],
      layout: { topStart: null, topEnd: null, bottomStart: "pageLength", bottomEnd: "paging" },
      language: {
        lengthMenu: "_MENU_ rows a page",
        zeroRecords: "No row passes these filters.",
        emptyTable: "No row passes these filters.",
        aria: { paginate: { first: "First page", last: "Last page", next: "Next page", previous: "Previous page" } },
      },
      columns: columns.map((column) => ({
        type: "string",
        ariaTitle: column.title,
        title: element("span", { textContent: column.title }).innerHTML,
        className: [narrow(column) ? "sb-number" : "", column.name ? "" : "sb-title"].join(" ").trim(),
        orderSequence: narrow(column) || column.kind === "date" ? ["desc", "asc", ""] : ["asc", "desc", ""],
        visible: !column.name || context.view.shown.includes(column.name),
        data: (row) => row,
        render: (row, kind) => (kind === "display" ? cell(column, row, context) : row),
        createdCell: (box) => {
          box.dataset.label = column.title;
          if (!box.textContent) box.classList.add("sbx-blank");
        },
      })),
      ajax: (wanted, give) => {
        const data = Array.from(chosen.subarray(wanted.start, wanted.start + wanted.length));
        give({ draw: wanted.draw, recordsTotal: rows.count, recordsFiltered: chosen.length, data });
      },
    });
    table.addEventListener("click", (event) => {
      const link = !event.target.closest("a, button, th") && event.target.closest("tr")?.querySelector("td.sb-title a");
      if (link && !String(window.getSelection())) link.click();
    });
    let told = true;
    listed.on("order.dt", () => {
      if (!told) return;
      const [[place, direction] = []] = listed.order();
      sort(direction ? { name: columns[place].name, down: direction === "desc" } : null);
    });
    listed.on("page.dt length.dt", () => told && turn(listed.page.info().page, listed.page.len()));
    return (view) => {
      chosen = rows.sorted(view.sort ?? (rows.columns.has("") ? { name: "", down: false } : null));
      told = false;
      columns.forEach((column, place) => {
        const wanted = !column.name || view.shown.includes(column.name);
        if (listed.column(place).visible() !== wanted) listed.column(place).visible(wanted, false);
      });
      const place = view.sort ? columns.findIndex((column) => column.name === view.sort.name) : -1;
      listed.order(place < 0 ? [] : [[place, view.sort.down ? "desc" : "asc"]]);
      listed.page.len(view.size);
      listed.page(Math.min(view.page, Math.max(0, Math.ceil(chosen.length / view.size) - 1)));
      listed.draw(false);
      told = true;
    };
  }

  Object.assign(sourcebook, { listing, day, shown });
})();
