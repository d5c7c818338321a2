/* What a cell's text is as a value, as the engines read it: a text, true or false, or a number kept
   exactly, as JavaScript's own would round it. UNTOLD: only the engines can tell. */
(() => {
  "use strict";
  const UNTOLD = Symbol("untold");
  const MOST = 1000;
  /* What Python's strip() takes for blanks. */
  const BLANKS = "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+";
  const AROUND = new RegExp(`^${BLANKS}|${BLANKS}$`, "g");

  class Numeral {
    constructor(text) {
      const [, sign, whole, decimals, exponent] = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
      this.digits = BigInt(whole + (decimals ?? "") || "0") * (sign === "-" ? -1n : 1n);
      this.power = Number(exponent ?? 0) - (decimals ?? "").length;
    }

    /** Below zero, zero or above it: this one less the other. */
    less(other) {
      const power = Math.min(this.power, other.power);
      const scaled = (one) => one.digits * 10n ** BigInt(one.power - power);
      const [here, there] = [scaled(this), scaled(other)];
      return here < there ? -1 : here > there ? 1 : 0;
    }

    get whole() {
      return this.power >= 0 || this.digits % 10n ** BigInt(-this.power) === 0n;
    }

    /** Whether a double, in which rules compare, keeps all of it. */
    get short() {
      return String(this.digits).replace(/^-/, "").replace(/0+$/, "").length <= 15;
    }
  }

  function numeral(text, form) {
    const bare = text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
    if (!form.test(bare)) return text;
    const exponent = /[eE]([+-]?\d+)$/.exec(bare)?.[1] ?? "0";
    return bare.length > MOST || exponent.length > 4 || Math.abs(Number(exponent)) > MOST ? UNTOLD : new Numeral(bare);
  }

  const READ = {
    integer: (text) => numeral(text, /^[+-]?[0-9]+$/),
    year: (text) => numeral(text, /^-?(?!0000)(?:[1-9][0-9]{4,}|[0-9]{4})$/),
    number: (text) => (/^[ \t\r\n]*(nan|-?inf)[ \t\r\n]*$/i.test(text)
      ? UNTOLD
      : numeral(text, /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/)),
    boolean: (text, field) => (Object.hasOwn(field.meanings, text) ? field.meanings[text] : text),
    datetime: (text, field) => {
      const open = field.version === 1 ? /^.{10}(?: .{8}|T.{8}[.Z+-])/ : /^.{10}T.{8}[.Z+-]/;
      return open.test(text) ? UNTOLD : text;
    },
  };

  /** The value of a text that stands for one. */
  function read(field, text) {
    return field.untold.includes("type") ? UNTOLD : (READ[field.type] ?? ((same) => same))(text, field);
  }

  /** A text in canonical form, as `sourcebook format` would leave it. */
  const canonical = (text) => text.replace(/\r\n?/g, "\n").normalize("NFC").replace(AROUND, "");

  /** Texts by their characters, as the engines order them. */
  function order(one, other) {
    const [here, there] = [[...one], [...other]];
    for (let at = 0; at < Math.min(here.length, there.length); at += 1) {
      const difference = here[at].codePointAt(0) - there[at].codePointAt(0);
      if (difference) return difference;
    }
    return here.length - there.length;
  }

  /** Two values of one kind: below zero, zero or above it. */
  function compare(one, other) {
    if (one instanceof Numeral) return one.less(other);
    return typeof one === "string" ? order(one, other) : Number(one) - Number(other);
  }

  window.sourcebookEntry = { UNTOLD, Numeral, read, canonical, compare };
})();
