/* JSON Schema, as far as our forms write it. Validators that compile a schema into code are barred
   by the page's policy, and the others are larger than the page: these are all words there are. */
(() => {
  "use strict";
  const { Numeral, compare } = sourcebookEntry;
  const patterns = new Map();

  function found(pattern, text) {
    if (!patterns.has(pattern)) {
      try {
        patterns.set(pattern, new RegExp(pattern, "u"));
      } catch {
        patterns.set(pattern, null); // the engines will tell
      }
    }
    return patterns.get(pattern)?.test(text) ?? true;
  }

  const isNumber = (value) => value instanceof Numeral;
  const isText = (value) => typeof value === "string";
  const length = (text) => [...text].length;
  const bound = (value) => new Numeral(String(value));
  const TYPES = {
    string: isText,
    boolean: (value) => typeof value === "boolean",
    number: isNumber,
    integer: (value) => isNumber(value) && value.whole,
  };
  const same = (value, allowed) => (isNumber(value)
    ? typeof allowed === "number" && value.less(bound(allowed)) === 0
    : value === allowed);

  /* Whether a value keeps to a keyword. A keyword says nothing of values of other types. */
  const KEYWORDS = {
    type: (value, type) => TYPES[type](value),
    enum: (value, allowed) => allowed.some((each) => same(value, each)),
    pattern: (value, pattern) => !isText(value) || found(pattern, value),
    minLength: (value, least) => !isText(value) || length(value) >= least,
    maxLength: (value, most) => !isText(value) || length(value) <= most,
    minimum: (value, least) => !isNumber(value) || value.less(bound(least)) >= 0,
    maximum: (value, most) => !isNumber(value) || value.less(bound(most)) <= 0,
    exclusiveMinimum: (value, least) => !isNumber(value) || value.less(bound(least)) > 0,
    exclusiveMaximum: (value, most) => !isNumber(value) || value.less(bound(most)) < 0,
    formatMinimum: (value, least) => !isText(value) || compare(value, least) >= 0,
    formatMaximum: (value, most) => !isText(value) || compare(value, most) <= 0,
    formatExclusiveMinimum: (value, least) => !isText(value) || compare(value, least) > 0,
    formatExclusiveMaximum: (value, most) => !isText(value) || compare(value, most) < 0,
  };

  /** The keywords of a schema that a value breaks; the type alone where it is that. */
  function broken(schema, value) {
    const all = schema.allOf ?? [];
    const names = Object.keys(KEYWORDS).filter((name) => Object.hasOwn(schema, name) && !KEYWORDS[name](value, schema[name]));
    if (names[0] === "type") return ["type"];
    return [...new Set([...names, ...all.flatMap((each) => broken(each, value))])];
  }

  Object.assign(sourcebookEntry, { broken });
})();
