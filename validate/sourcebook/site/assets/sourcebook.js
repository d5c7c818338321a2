/* Lets a reader sort a table by a column: the pages say everything without it. */
(() => {
  "use strict";
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
