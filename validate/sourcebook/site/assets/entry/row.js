/* A row of cells: what is wrong with it, and its line of CSV in canonical form. */
(() => {
  "use strict";
  const { UNTOLD, read, canonical, broken, failed } = sourcebookEntry;
  const key = (cells) => JSON.stringify(cells);

  class Check {
    constructor(form) {
      this.form = form;
      this.fields = new Map(form.fields.map((field) => [field.name, field]));
      this.keys = form.keys.map((each) => ({ ...each, taken: new Set(each.rows.map(key)) }));
      this.rows = new Map(Object.entries(form.references).map(([name, rows]) => [name, new Map(rows.map((row) => [row[0], row]))]));
      this.told = new Set(form.rules.map((rule) => rule.id));
      this.harmless = new RegExp(form.harmless, "u");
    }

    /** What is wrong with the cells (texts by field): `{field, text, stern}`, in order. */
    faults(cells) {
      const values = new Map();
      const found = [];
      for (const field of this.form.fields) {
        const text = cells.get(field.name);
        const none = text === "" || field.missing.includes(text);
        const value = none ? null : read(field, text);
        values.set(field.name, value);
        if (none && field.needed) found.push({ field, text: field.words.required, stern: true });
        if (none || value === UNTOLD) continue;
        for (const word of broken(field.schema, value)) {
          found.push({ field, text: this.bounded(field, word), stern: true });
        }
      }
      const wrong = new Set(found.map((fault) => fault.field.name));
      found.push(...this.taken(cells, wrong), ...this.strangers(cells, wrong), ...this.formulas(cells));
      for (const rule of failed(this.form.rules, values, wrong)) {
        const told = rule.message.map(([kind, text]) => (kind === "text" ? text : this.cell(text, cells) || "nothing")).join("");
        const field = this.fields.get(rule.fields[0]) ?? this.fields.get(rule.reads[0]);
        // Where a rule that comes first is left to the engines, they may say nothing of this one.
        const stern = rule.severity === "error" && rule.after.every((name) => this.told.has(name));
        found.push({ field, text: `${rule.title}: ${told}`, stern, rule: rule.id });
      }
      const place = (fault) => this.form.fields.indexOf(fault.field);
      return found.sort((one, other) => place(one) - place(other));
    }

    bounded(field, word) {
      const text = field.words[word] ?? field.words.type;
      return text.startsWith(field.title) ? text : `${field.title}: ${text}`;
    }

    cell(name, cells) {
      const text = cells.get(name) ?? "";
      return this.fields.get(name)?.missing.includes(text) ? "" : text;
    }

    *taken(cells, wrong) {
      for (const each of this.keys) {
        const texts = each.fields.map((name) => this.cell(name, cells));
        if (texts.includes("") || each.fields.some((name) => wrong.has(name)) || !each.taken.has(key(texts))) continue;
        const fields = each.fields.map((name) => this.fields.get(name));
        const titles = fields.map((field) => field.title).join(" and ");
        yield { field: fields[0], text: `There is a row with this ${titles} already.`, stern: true };
      }
    }

    *strangers(cells, wrong) {
      for (const field of this.form.fields) {
        const text = this.cell(field.name, cells);
        const rows = this.rows.get(field.refers);
        if (!rows || text === "" || wrong.has(field.name) || rows.has(text)) continue;
        if (field.refers === this.form.table && this.keys[0]?.fields.length === 1 && text === this.cell(this.keys[0].fields[0], cells)) continue;
        yield { field, text: `${field.title}: no row of ${field.refers} has this key yet. Choose one, or hand that row in too.`, stern: false };
      }
    }

    *formulas(cells) {
      for (const field of this.form.fields) {
        const text = cells.get(field.name);
        if (!field.formula || !text || !this.form.marks.includes(text[0]) || this.harmless.test(text)) continue;
        yield { field, text: `${field.title} begins with ${text[0]}, so that a spreadsheet would run it as a formula.`, stern: false };
      }
    }

    /** The line for the end of the file. */
    line(cells) {
      const { labels, delimiter } = this.form;
      const texts = labels.map((name) => {
        const field = this.fields.get(name);
        return field ? cells.get(name) || field.empty : "";
      });
      if (texts.length === 1 && texts[0] === "") return '""';
      const special = [delimiter, '"', "\n", "\r"];
      return texts.map((text) => (special.some((sign) => text.includes(sign)) ? `"${text.replaceAll('"', '""')}"` : text)).join(delimiter);
    }
  }

  Object.assign(sourcebookEntry, { Check, canonical });
})();
