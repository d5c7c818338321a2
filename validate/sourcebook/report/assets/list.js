// Lists what a page has as JSON, a hundred at a time, and filters it. What it lists, and how, is the
// page's own script to say. Text only: no markup is ever made from data.
"use strict";
const { make, own, number, offer, start } = (() => {
  const PAGE = 100; // how many are added at a time

  const form = document.getElementById("filters");
  const count = document.getElementById("count");
  const list = document.getElementById("list");
  const more = document.getElementById("more");
  const number = new Intl.NumberFormat("en");

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

  function wanted() {
    return Object.fromEntries([...new FormData(form)].filter(([, value]) => value));
  }

  function offer(name, values) {
    for (const value of new Set(values)) form.elements[name].append(new Option(value, value));
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

  // `entries`: all that is listed, of `found`. `place`: the heading above the list. `texts`: what is
  // searched of an entry. `fits`: whether it has what is wanted. `group`: what those have alike that
  // stand together, below `heading`. `card`: how it is shown. `named`, `beyond`, `none`: words.
  function start({ entries, found, place, texts, fits, group, heading, card, named, beyond, none }) {
    const searched = entries.map((entry) =>
      texts(entry)
        .filter((text) => text != null)
        .join("\n")
        .toLowerCase(),
    );
    let matches = [];
    let shown = 0;

    function filter() {
      const want = wanted();
      const words = (want.text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
      matches = entries.filter(
        (entry, at) => fits(entry, want) && words.every((word) => searched[at].includes(word)),
      );
      count.textContent = total();
      list.replaceChildren();
      shown = 0;
      add();
    }

    function total() {
      const listed = entries.length;
      const inAll = found > listed ? `, of ${number.format(found)} ${beyond}` : "";
      if (!listed) return found ? `No ${named} are listed${inAll}.` : none;
      return `${number.format(matches.length)} of ${number.format(listed)} listed ${named}${inAll}`;
    }

    function add() {
      const page = document.createDocumentFragment();
      const want = wanted();
      let last = shown ? group(matches[shown - 1]) : null;
      for (const entry of matches.slice(shown, shown + PAGE)) {
        if (group(entry) !== last) page.append(heading(entry));
        last = group(entry);
        page.append(card(entry, want));
      }
      shown = Math.min(shown + PAGE, matches.length);
      list.append(page);
      more.hidden = shown === matches.length;
      more.textContent = `Show more (${number.format(matches.length - shown)} left)`;
    }

    function change() {
      filter();
      remember();
    }

    form.hidden = !entries.length;
    addEventListener("hashchange", () => {
      if (!recall()) return;
      filter();
      document.getElementById(place).focus();
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
  }

  return { make, own, number, offer, start };
})();
