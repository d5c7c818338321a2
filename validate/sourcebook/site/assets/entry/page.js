/* The form on the page: tells faults beside their fields and above the form, and gives the row. */
(() => {
  "use strict";
  const root = document.querySelector(".sbe");
  if (!root) return;
  const { Check, canonical } = sourcebookEntry;
  const part = (name) => root.querySelector(`[data-part="${name}"]`);
  const given = JSON.parse(document.getElementById("sbe-data").textContent);
  const check = new Check(given);
  const form = part("form");
  const inputs = new Map(given.fields.map((field) => [field.name, form.elements.namedItem(`cell:${field.name}`)]));
  const touched = new Set();
  let all = false;
  /* What is told moves the page: never between the press of a button and its release. */
  let pressed = false;
  let waiting = false;
  /* An address longer than this is cut by browsers and servers. */
  const LONGEST = 7500;

  const box = (field, kind) => document.getElementById(`${inputs.get(field.name).id}-${kind}`);
  const cells = () => new Map([...inputs].map(([name, input]) => [name, canonical(input.value)]));

  function element(tag, words, text) {
    const made = document.createElement(tag);
    Object.assign(made, words);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  const lists = new Map(Object.keys(given.references).map((table, number) => [table, `sbe-rows-${number}`]));
  for (const [table, rows] of Object.entries(given.references)) {
    const list = element("datalist", { id: lists.get(table) });
    for (const [key, label, retired] of rows) {
      if (!retired) list.append(element("option", { value: key, label: label === key ? key : `${label} (${key})` }));
    }
    form.append(list);
  }
  for (const field of given.fields) {
    if (field.refers) inputs.get(field.name).setAttribute("list", lists.get(field.refers));
  }

  /** Beside a key, the name of the row that it is of. */
  function name(field, text) {
    const row = check.rows.get(field.refers)?.get(text);
    const place = box(field, "row");
    if (place) place.textContent = row && row[1] !== row[0] ? row[1] : "";
  }

  function show(faults) {
    for (const field of given.fields) {
      const input = inputs.get(field.name);
      const own = all || touched.has(field.name) ? faults.filter((fault) => fault.field === field) : [];
      const place = box(field, "fault");
      place.replaceChildren(...own.map((fault) => element("span", { className: fault.stern ? "sbe-wrong" : "sbe-note" }, fault.text)));
      input.toggleAttribute("data-wrong", own.some((fault) => fault.stern));
      if (own.some((fault) => fault.stern)) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  function faults() {
    const found = check.faults(cells());
    for (const [field, input] of inputs) {
      if (input.validity.badInput) {
        const own = check.fields.get(field);
        const rest = found.filter((fault) => fault.field !== own);
        found.splice(0, found.length, ...rest, { field: own, text: own.words.type, stern: true });
      }
    }
    return found;
  }

  function summary(found) {
    const place = part("summary");
    const stern = found.filter((fault) => fault.stern);
    place.hidden = stern.length === 0;
    part("count").textContent = stern.length === 1 ? "One thing is to be mended" : `${stern.length} things are to be mended`;
    part("faults").replaceChildren(...stern.map((fault) => {
      const item = element("li", {});
      const link = element("a", { href: `#${inputs.get(fault.field.name).id}` }, fault.text);
      link.addEventListener("click", (event) => {
        event.preventDefault();
        inputs.get(fault.field.name).focus();
      });
      item.append(link);
      return item;
    }));
    if (stern.length) place.focus();
    return stern.length === 0;
  }

  /** The address of an issue with the row in it; without the row where that would be too long. */
  function issue(line) {
    const link = part("issue");
    if (!link) return;
    const { address, title, body, subject } = link.dataset;
    const fence = "`".repeat(Math.max(3, ...[...line.matchAll(/`+/g)].map((found) => found[0].length + 1)));
    const text = (row) => `A new row of ${given.path}:\n\n${fence}csv\n${row}\n${fence}\n\nSource: \n`;
    const write = (row) => `${address}?${encodeURIComponent(title)}=${encodeURIComponent(subject)}&${encodeURIComponent(body)}=${encodeURIComponent(text(row))}`;
    const whole = write(line);
    const long = whole.length > LONGEST;
    link.href = long ? write("(paste the row here)") : whole;
    part("long").hidden = !long;
  }

  function give(found) {
    const line = check.line(cells());
    const notes = found.filter((fault) => !fault.stern);
    part("row").value = line;
    part("notes").replaceChildren(...notes.map((fault) => element("li", {}, fault.text)));
    part("noted").hidden = notes.length === 0;
    issue(line);
    part("result").hidden = false;
    part("done").focus();
  }

  function tell() {
    for (const field of given.fields) name(field, canonical(inputs.get(field.name).value));
    show(faults());
  }

  const withdraw = () => {
    part("result").hidden = true;
    part("copied").textContent = "";
  };

  form.addEventListener("input", withdraw);
  form.addEventListener("change", (event) => {
    const field = given.fields.find((each) => inputs.get(each.name) === event.target);
    if (!field) return;
    touched.add(field.name);
    waiting = pressed;
    if (!pressed) tell();
  });
  document.addEventListener("pointerdown", () => { pressed = true; });
  for (const end of ["pointerup", "pointercancel"]) {
    document.addEventListener(end, () => setTimeout(() => {
      pressed = false;
      if (waiting) tell();
      waiting = false;
    }));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    all = true;
    const found = faults();
    show(found);
    if (summary(found)) give(found);
    else withdraw();
  });
  form.addEventListener("reset", () => {
    all = false;
    touched.clear();
    withdraw();
    setTimeout(() => {
      show([]);
      part("summary").hidden = true;
      for (const field of given.fields) name(field, "");
    });
  });
  part("copy").addEventListener("click", async () => {
    const row = part("row");
    try {
      await navigator.clipboard.writeText(row.value);
      part("copied").textContent = "Copied.";
    } catch {
      row.select();
      part("copied").textContent = "Selected: copy it with the keys.";
    }
  });
  part("waiting").hidden = true;
  form.hidden = false;
  root.dataset.ready = "";
})();
