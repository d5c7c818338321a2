// Lists the findings of the report and filters them. Text only: no markup is ever made from data.
"use strict";
(() => {
  const PAGE = 100; // how many findings are added at a time
  const LONG = 300; // letters of a cell that are shown before one asks for the rest

  const report = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const number = new Intl.NumberFormat("en");
  const groups = new Map(report.groups.map((group) => [name(group), group]));
  const texts = report.findings.map(searchable);
  let matches = [];
  let shown = 0;

  function name(of) {
    return JSON.stringify([of.table, of.code]);
  }

  function searchable(finding) {
    const { table, code, place, key, value, message, hint, waived, cells = [] } = finding;
    return [table, code, place, key, value, message, hint, waived, ...cells]
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
  function own(tag, text) {
    const element = make(tag, "", text);
    element.dir = "auto";
    return element;
  }

  function state(finding) {
    return finding.waived ? "waived" : finding.standing ?? "";
  }

  function card(finding) {
    const waived = Boolean(finding.waived);
    const where = make(
      "p",
      "where",
      make("span", `tag ${waived ? "" : finding.severity}`, waived ? `waived ${finding.severity}` : finding.severity),
      state(finding) === "new" ? make("span", "tag new", "new") : null,
      state(finding) === "old" ? make("span", "tag", `in ${report.against ?? "the base"} too`) : null,
      make("code", "", finding.place),
      finding.key ? own("bdi", finding.key) : null,
    );
    const article = make("article", `${finding.severity}${waived ? " waived" : ""}`, where);
    article.append(withClass("what", own("p", finding.message)));
    if (finding.hint) article.append(withClass("hint", own("p", finding.hint)));
    if (waived) article.append(withClass("reason", own("p", finding.waived)));
    const row = record(finding);
    if (row) article.append(row);
    return article;
  }

  function withClass(style, element) {
    element.className = style;
    return element;
  }

  function record(finding) {
    const labels = finding.cells ? report.labels[finding.labels] : [finding.field ?? "value"];
    const cells = finding.cells ?? (finding.value == null ? [] : [finding.value]);
    if (!cells.length) return null;
    const named = labels.indexOf(finding.field);
    const wrong = finding.cells && named < 0 ? (finding.column ?? 0) - 1 : named;
    return make("dl", "record", ...cells.map((text, at) => cell(labels[at], text, at === wrong)));
  }

  function cell(label, text, wrong) {
    const value = text == null || text === "" ? withClass("empty", own("dd", text == null ? "missing" : "empty")) : long(text);
    const title = make("dt", "", label || "(no label)", wrong ? " (wrong)" : null);
    return make("div", wrong ? "wrong" : "", title, value);
  }

  function long(text) {
    if (text.length <= LONG) return own("dd", text);
    const value = own("dd", `${text.slice(0, LONG)}…`);
    const button = make("button", "", `all ${number.format(text.length)} letters`);
    button.type = "button";
    button.addEventListener("click", () => value.replaceChildren(text));
    value.append(button);
    return value;
  }

  function heading(group) {
    return make("h3", "", make("code", "", group.code), ` in ${group.table} `, make("small", "", group.found));
  }

  function wanted() {
    return Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  }

  function filter() {
    const want = wanted();
    const words = (want.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
    matches = report.findings.filter(
      (finding, at) =>
        (!want.table || finding.table === want.table) &&
        (!want.code || finding.code === want.code) &&
        (!want.severity || finding.severity === want.severity) &&
        (!want.standing || state(finding) === want.standing) &&
        words.every((word) => texts[at].includes(word)),
    );
    count.textContent = total();
    list.replaceChildren();
    shown = 0;
    add();
  }

  function total() {
    const listed = report.findings.length;
    const inAll = report.found > listed ? `, of ${number.format(report.found)} found` : "";
    if (!listed) return report.found ? `No findings are listed${inAll}.` : "Nothing was found.";
    return `${number.format(matches.length)} of ${number.format(listed)} listed findings${inAll}`;
  }

  // What is filtered stands in the address, so that it can be sent to somebody.
  function remember() {
    const want = new URLSearchParams(wanted()).toString();
    history.replaceState(null, "", want ? `#?${want}` : location.pathname + location.search);
  }

  function recall() {
    if (!location.hash.startsWith("#?")) return false;
    const want = new URLSearchParams(location.hash.slice(2));
    for (const field of form.querySelectorAll("input, select")) {
      field.value = want.get(field.name) ?? "";
      if (field.selectedIndex < 0) field.selectedIndex = 0; // a value that is not offered
    }
    return true;
  }

  function change() {
    filter();
    remember();
  }

  function add() {
    const page = document.createDocumentFragment();
    let last = shown ? name(matches[shown - 1]) : "";
    for (const finding of matches.slice(shown, shown + PAGE)) {
      if (name(finding) !== last) page.append(heading(groups.get(name(finding))));
      last = name(finding);
      page.append(card(finding));
    }
    shown = Math.min(shown + PAGE, matches.length);
    list.append(page);
    more.hidden = shown === matches.length;
    more.textContent = `Show more (${number.format(matches.length - shown)} left)`;
  }

  function offer(select, values) {
    for (const value of new Set(values)) select.append(new Option(value, value));
  }

  offer(form.elements.table, report.findings.map((finding) => finding.table));
  offer(form.elements.code, report.findings.map((finding) => finding.code).sort());
  const states = new Set(report.findings.map(state));
  for (const option of [...form.elements.standing.options]) {
    if (option.value && !states.has(option.value)) option.remove();
  }
  form.elements.standing.parentElement.hidden = form.elements.standing.options.length < 2;
  form.hidden = !report.findings.length;

  addEventListener("hashchange", () => {
    if (!recall()) return;
    filter();
    document.getElementById("findings").focus();
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
