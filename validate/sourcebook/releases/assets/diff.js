// Lists the changed rows of a diff and filters them. Text only: no markup is ever made from data.
"use strict";
(() => {
  const PAGE = 100; // how many rows are added at a time

  const diff = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const number = new Intl.NumberFormat("en");
  const texts = diff.rows.map(searchable);
  let matches = [];
  let shown = 0;

  function searchable(row) {
    const cells = row.cells.flatMap(({ field, old, new: now, reason }) => [field, old, now, reason]);
    return [row.table, row.kind, row.key, row.into, row.reason, ...cells]
      .filter((text) => text != null)
      .join("\n")
      .toLowerCase();
  }

  function make(tag, style, ...children) {
    const element = document.createElement(tag);
    if (style) element.className = style;
    element.append(...children.filter((child) => child != null));
    return element;
  }

  // A text of unknown language, which may be read from the right.
  function own(tag, style, text) {
    const element = make(tag, style, text);
    element.dir = "auto";
    return element;
  }

  function card(row, field) {
    const where = make(
      "p",
      "where",
      make("span", `tag ${row.kind}`, row.kind),
      own("code", "", row.key),
      row.into == null ? null : own("bdi", "", `into ${row.into}`),
    );
    const article = make("article", row.kind, where);
    if (row.reason) article.append(own("p", "reason", row.reason));
    const cells = row.cells.filter((cell) => !field || cell.field === field);
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

  function wanted() {
    return Object.fromEntries([...new FormData(form)].filter(([, text]) => text));
  }

  function filter() {
    const want = wanted();
    const words = (want.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    matches = diff.rows.filter(
      (row, at) =>
        (!want.table || row.table === want.table) &&
        (!want.kind || row.kind === want.kind) &&
        (!want.field || row.cells.some((cell) => cell.field === want.field)) &&
        words.every((word) => texts[at].includes(word)),
    );
    count.textContent = total();
    list.replaceChildren();
    shown = 0;
    add();
  }

  function total() {
    const listed = diff.rows.length;
    const inAll = diff.found > listed ? `, of ${number.format(diff.found)} that differ` : "";
    if (!listed) return diff.found ? `No rows are listed${inAll}.` : "No row differs.";
    return `${number.format(matches.length)} of ${number.format(listed)} listed rows${inAll}`;
  }

  // What is filtered stands in the address, so that it can be sent to somebody.
  function remember() {
    const want = new URLSearchParams(wanted()).toString();
    history.replaceState(null, "", want ? `#?${want}` : location.pathname + location.search);
  }

  function recall() {
    if (!location.hash.startsWith("#?")) return false;
    const want = new URLSearchParams(location.hash.slice(2));
    for (const input of form.querySelectorAll("input, select")) {
      input.value = want.get(input.name) ?? "";
      if (input.selectedIndex < 0) input.selectedIndex = 0; // a value that is not offered
    }
    return true;
  }

  function change() {
    filter();
    remember();
  }

  function add() {
    const page = document.createDocumentFragment();
    const { field } = wanted();
    let last = shown ? matches[shown - 1].table : null;
    for (const row of matches.slice(shown, shown + PAGE)) {
      if (row.table !== last) page.append(own("h3", "", row.table));
      last = row.table;
      page.append(card(row, field));
    }
    shown = Math.min(shown + PAGE, matches.length);
    list.append(page);
    more.hidden = shown === matches.length;
    more.textContent = `Show more (${number.format(matches.length - shown)} left)`;
  }

  function offer(select, values) {
    for (const text of new Set(values)) select.append(new Option(text, text));
  }

  offer(form.elements.table, diff.rows.map((row) => row.table));
  offer(form.elements.field, diff.rows.flatMap((row) => row.cells.map((cell) => cell.field)).sort());
  offer(form.elements.kind, diff.rows.map((row) => row.kind));
  form.hidden = !diff.rows.length;

  addEventListener("hashchange", () => {
    if (!recall()) return;
    filter();
    document.getElementById("changes").focus();
  });
  form.addEventListener("input", change);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(change)); // after the fields are cleared
  more.addEventListener("click", () => {
    const next = list.childElementCount;
    add();
    const first = list.children[next];
    first.tabIndex = -1;
    first.focus();
  });
  document.getElementById("unlisted").remove();
  recall();
  filter();
})();
