// The changed rows of a diff, as `list.js` of the report lists them.
(() => {
  const diff = JSON.parse(document.getElementById("data").textContent);

  function texts(row) {
    const cells = row.cells.flatMap(({ field, old, new: now, reason }) => [field, old, now, reason]);
    return [row.table, row.kind, row.key, row.into, row.reason, ...cells];
  }

  function fits(row, want) {
    return (
      (!want.table || row.table === want.table) &&
      (!want.kind || row.kind === want.kind) &&
      (!want.field || row.cells.some((cell) => cell.field === want.field))
    );
  }

  function card(row, want) {
    const where = make(
      "p",
      "where",
      make("span", `tag ${row.kind}`, row.kind),
      own("code", "", row.key),
      row.into == null ? null : own("bdi", "", `into ${row.into}`),
    );
    const article = make("article", row.kind, where);
    if (row.reason) article.append(own("p", "reason", row.reason));
    const cells = row.cells.filter((cell) => !want.field || cell.field === want.field);
    if (cells.length) article.append(sides(row, cells));
    return article;
  }

  function sides(row, cells) {
    const head = make("tr", "", ...["Field", "Old", "New"].map((text) => scoped("col", "", text)));
    const body = cells.map((cell) =>
      make("tr", "", scoped("row", "", cell.field), value(row, cell, "old"), value(row, cell, "new")),
    );
    const table = make("table", "sides", make("thead", "", head), make("tbody", "", ...body));
    table.setAttribute("aria-label", `The row ${row.key} in both versions`);
    return table;
  }

  function scoped(scope, style, text) {
    const cell = make("th", style, text);
    cell.scope = scope;
    return cell;
  }

  function value(row, cell, side) {
    const other = row.kind === "added" ? "old" : row.kind === "removed" ? "new" : "";
    if (side === other) return make("td", "", "");
    const text = cell[side];
    const shown = text == null ? make("td", "empty", "no value") : own("td", side, text);
    if (side === "new" && cell.reason) shown.append(own("small", "", cell.reason));
    return shown;
  }

  offer("table", diff.rows.map((row) => row.table));
  offer("field", diff.rows.flatMap((row) => row.cells.map((cell) => cell.field)).sort());
  offer("kind", diff.rows.map((row) => row.kind));

  start({
    entries: diff.rows,
    found: diff.found,
    place: "changes",
    texts,
    fits,
    group: (row) => row.table,
    heading: (row) => own("h3", "", row.table),
    card,
    named: "rows",
    beyond: "that differ",
    none: "No row differs.",
  });
})();
