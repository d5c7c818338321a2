/* What is filtered, to take away: the rows of the package's CSV with all its columns, texts and
   order. With nothing filtered the CSV is the package's, byte for byte. */
(() => {
  "use strict";
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

  function csv(rows, chosen) {
    const columns = [...rows.columns.values()].filter((column) => column.own);
    const alone = columns.length === 1;
    // An empty line would be no record, so an empty cell on its own wears quotes.
    const written = columns.map((column) =>
      column.values.map((value) => (alone && value === "" ? '""' : quoted(value))),
    );
    const lines = [columns.map((column) => quoted(column.name)).join(",")];
    for (const row of chosen) {
      lines.push(columns.map((column, place) => written[place][column.codes[row]]).join(","));
    }
    return `${lines.join("\n")}\n`;
  }

  function value(column, code) {
    if (code < column.none) return "null";
    return column.json === "text" ? JSON.stringify(column.values[code]) : column.values[code];
  }

  /** A list of objects; numbers as they are written, so that none loses a digit. */
  function json(rows, chosen) {
    const columns = [...rows.columns.values()].filter((column) => column.own);
    const written = columns.map((column) =>
      column.values.map((_, code) => `${JSON.stringify(column.name)}: ${value(column, code)}`),
    );
    const lines = Array.from(
      chosen,
      (row) => `{${columns.map((column, place) => written[place][column.codes[row]]).join(", ")}}`,
    );
    return `[\n${lines.join(",\n")}\n]\n`;
  }

  function save(name, type, text) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  Object.assign(sourcebook, {
    take: {
      csv: (rows, chosen, name) => save(`${name}.csv`, "text/csv;charset=utf-8", csv(rows, chosen)),
      json: (rows, chosen, name) => save(`${name}.json`, "application/json", json(rows, chosen)),
    },
  });
})();
