/* The rules of a row that a browser can tell, in SQL's three values: true, false, and null for
   unknown. A rule fails where it is false. */
(() => {
  "use strict";
  const { UNTOLD, Numeral, compare } = sourcebookEntry;
  const COMPARE = {
    "=": (sign) => sign === 0, "<>": (sign) => sign !== 0,
    "<": (sign) => sign < 0, "<=": (sign) => sign <= 0,
    ">": (sign) => sign > 0, ">=": (sign) => sign >= 0,
  };
  const known = (parts, test) => (parts.includes(null) ? null : test(...parts));

  const WORDS = {
    and: (...parts) => (parts.includes(false) ? false : parts.includes(null) ? null : true),
    or: (...parts) => (parts.includes(true) ? true : parts.includes(null) ? null : false),
    not: (part) => (part === null ? null : !part),
    null: (part) => part === null,
    coalesce: (...parts) => parts.find((part) => part !== null) ?? null,
    in: (value, ...others) => WORDS.or(...others.map((other) => known([value, other], (one, two) => compare(one, two) === 0))),
  };

  function told(tree, values) {
    const [word, ...parts] = tree;
    if (word === "field") return values.get(parts[0]) ?? null;
    if (word === "value") return parts[0];
    if (word === "number") return new Numeral(parts[0]);
    if (word === "compare") {
      return known(parts.slice(1).map((part) => told(part, values)), (one, other) => COMPARE[parts[0]](compare(one, other)));
    }
    return WORDS[word](...parts.map((part) => told(part, values)));
  }

  /** Whether a value is one that a rule can't be told of here. */
  const strange = (value) => value === UNTOLD || (value instanceof Numeral && !value.short);

  /** The rules that a row breaks. `values`: by field, null for none; `wrong`: fields with a fault. */
  function failed(rules, values, wrong) {
    const names = new Set();
    const untold = new Set();
    return rules.filter((rule) => {
      if (rule.after.some((name) => untold.has(name)) || rule.reads.some((name) => strange(values.get(name)))) {
        untold.add(rule.id);
        return false;
      }
      const blind = rule.reads.some((name) => wrong.has(name) || !values.has(name));
      if (blind || rule.after.some((name) => names.has(name)) || told(rule.tree, values) !== false) return false;
      names.add(rule.id);
      return true;
    });
  }

  Object.assign(sourcebookEntry, { failed });
})();
