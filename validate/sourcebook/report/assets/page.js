// The findings of a report, as `list.js` lists them.
(() => {
  const LONG = 300; // letters of a cell that are shown before one asks for the rest

  const report = JSON.parse(document.getElementById("data").textContent);
  const form = document.getElementById("filters");
  const groups = new Map(report.groups.map((group) => [name(group), group]));

  function name(of) {
    return JSON.stringify([of.table, of.code]);
  }

  function texts(finding) {
    const { table, code, place, key, value, message, hint, waived, cells = [] } = finding;
    return [table, code, place, key, value, message, hint, waived, ...cells];
  }

  function fits(finding, want) {
    return (
      (!want.table || finding.table === want.table) &&
      (!want.code || finding.code === want.code) &&
      (!want.severity || finding.severity === want.severity) &&
      (!want.standing || state(finding) === want.standing)
    );
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
      finding.key ? own("bdi", "", finding.key) : null,
    );
    const article = make("article", `${finding.severity}${waived ? " waived" : ""}`, where);
    article.append(own("p", "what", finding.message));
    if (finding.hint) article.append(own("p", "hint", finding.hint));
    if (waived) article.append(own("p", "reason", finding.waived));
    const row = record(finding);
    if (row) article.append(row);
    return article;
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
    const value = text == null || text === "" ? own("dd", "empty", text == null ? "missing" : "empty") : long(text);
    const title = make("dt", "", label || "(no label)", wrong ? " (wrong)" : null);
    return make("div", wrong ? "wrong" : "", title, value);
  }

  function long(text) {
    if (text.length <= LONG) return own("dd", "", text);
    const value = own("dd", "", `${text.slice(0, LONG)}…`);
    const button = make("button", "", `all ${number.format(text.length)} letters`);
    button.type = "button";
    button.addEventListener("click", () => value.replaceChildren(text));
    value.append(button);
    return value;
  }

  function heading(finding) {
    const group = groups.get(name(finding));
    return make("h3", "", make("code", "", group.code), ` in ${group.table} `, make("small", "", group.found));
  }

  offer("table", report.findings.map((finding) => finding.table));
  offer("code", report.findings.map((finding) => finding.code).sort());
  const states = new Set(report.findings.map(state));
  for (const option of [...form.elements.standing.options]) {
    if (option.value && !states.has(option.value)) option.remove();
  }
  form.elements.standing.parentElement.hidden = form.elements.standing.options.length < 2;

  start({
    entries: report.findings,
    found: report.found,
    place: "findings",
    texts,
    fits,
    group: name,
    heading,
    card,
    named: "findings",
    beyond: "found",
    none: "Nothing was found.",
  });
})();
