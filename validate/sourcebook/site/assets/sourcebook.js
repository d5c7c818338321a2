/* Lets a reader sort a table by a column: the pages say everything without it. */
(() => {
  "use strict";
  const BOXES = ".sb-scroll, .md-typeset__scrollwrap";

  /* Opened from a disk, a folder is no page: there its links lead to the page in it. */
  if (location.protocol === "file:") {
    addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (link?.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
    }, true);
  }

  /* A table that is wider than its box is in shadow where it goes on, and keys reach it to scroll;
     one that is not is no stop of theirs. The theme wraps the tables of hand-written pages late. */
  function told(box) {
    const room = box.scrollWidth - box.clientWidth;
    box.classList.toggle("sb-before", box.scrollLeft > 1);
    box.classList.toggle("sb-after", box.scrollLeft < room - 1);
    if (room > 1) box.tabIndex = 0;
    else if (box !== document.activeElement) box.removeAttribute("tabindex");
  }

  addEventListener("load", () => {
    const sizes = new ResizeObserver((seen) => {
      for (const box of new Set(seen.map((each) => each.target.closest(BOXES)))) told(box);
    });
    for (const box of document.querySelectorAll(BOXES)) {
      box.addEventListener("scroll", () => told(box), { passive: true });
      sizes.observe(box);
      if (box.firstElementChild) sizes.observe(box.firstElementChild);
    }
  });

  const value = (row, index) => row.cells[index].dataset.sort ?? row.cells[index].textContent.trim();

  function compare(one, other) {
    if (one === "" || other === "") return (one === "") - (other === "");
    const difference = Number(one) - Number(other);
    return Number.isNaN(difference) ? one.localeCompare(other) : difference;
  }

  function sort(table, head, index) {
    const down = head.getAttribute("aria-sort") === "ascending";
    for (const other of head.parentElement.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const rows = [...table.tBodies[0].rows];
    const filled = rows.filter((row) => value(row, index) !== "");
    const empty = rows.filter((row) => value(row, index) === "");
    filled.sort((a, b) => compare(value(a, index), value(b, index)));
    if (down) filled.reverse();
    table.tBodies[0].append(...filled, ...empty);
  }

  for (const table of document.querySelectorAll("table.sb-sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, head, index));
      head.append(button);
    });
  }
})();
