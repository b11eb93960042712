function enrich(report) {
  "use strict";
  if (!report) { return; }
  matchNotebook(report);
  report.querySelectorAll("table.sortable").forEach(makeSortable);
  report.querySelectorAll("table.filterable").forEach(makeFilterable);
  report.querySelectorAll("pre.code-block").forEach(makeCopyable);

  function matchNotebook(element) {
    const body = document.body;
    const jupyter = body.dataset.jpThemeLight;
    if (jupyter === "false" || body.classList.contains("vscode-dark")) {
      element.classList.add("dark");
    } else if (jupyter === "true" || body.classList.contains("vscode-light")) {
      element.classList.add("light");
    }
  }

  function makeSortable(table) {
    if (table.tBodies[0].rows.length < 2) { return; }
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", function () { sort(table, head, column); });
    });
  }

  function sort(table, head, column) {
    const first = head.classList.contains("n") ? "descending" : "ascending";
    const second = first === "ascending" ? "descending" : "ascending";
    const order = head.getAttribute("aria-sort") === first ? second : first;
    Array.from(table.tHead.rows[0].cells).forEach(function (cell) {
      cell.removeAttribute("aria-sort");
    });
    head.setAttribute("aria-sort", order);
    const sign = order === "ascending" ? 1 : -1;
    const rows = Array.from(table.tBodies[0].rows);
    rows.sort(function (a, b) { return sign * compare(a.cells[column], b.cells[column]); });
    table.tBodies[0].append(...rows);
  }

  function compare(a, b) {
    const x = Number(a.dataset.v), y = Number(b.dataset.v);
    if (!Number.isNaN(x) && !Number.isNaN(y)) { return x - y; }
    return a.textContent.localeCompare(b.textContent, undefined, { numeric: true });
  }

  function makeFilterable(table) {
    if (table.tBodies[0].rows.length < 8) { return; }
    const input = document.createElement("input");
    input.className = "filter";
    input.type = "search";
    input.placeholder = "Filter rows";
    input.setAttribute("aria-label", "Filter the rows of the table of clusters");
    table.parentElement.before(input);
    input.addEventListener("input", function () {
      const wanted = input.value.toLowerCase();
      Array.from(table.tBodies[0].rows).forEach(function (row) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
    });
  }

  function makeCopyable(block) {
    if (!navigator.clipboard) { return; }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    block.before(button);
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(block.textContent).then(function () {
        button.textContent = "Copied";
      }, function () {
        button.textContent = "Not copied";
      });
    });
  }
}
