// Sorts a table when a heading is clicked, within each of its groups; the page is whole without it.
document.querySelectorAll("th[data-sort]").forEach((heading) => {
  heading.tabIndex = 0;
  const sort = () => {
    const table = heading.closest("table");
    const column = [...heading.parentNode.children].indexOf(heading);
    const rising = heading.getAttribute("aria-sort") !== "ascending";
    const key = (row) => row.children[column].dataset.key || row.children[column].textContent.trim();
    const number = (row) => { const value = parseFloat(key(row)); return isNaN(value) ? Infinity : value; };
    const compare = (a, b) => heading.dataset.sort === "number" ? number(a) - number(b) || 0 : key(a).localeCompare(key(b));
    [...table.tBodies].forEach((body) => {
      // a line about a problem stays below the row that has it
      const rows = [...body.rows].filter((row) => !row.matches(".group, .problem"));
      const below = new Map(rows.map((row) => [row, row.nextElementSibling && row.nextElementSibling.matches(".problem") ? row.nextElementSibling : null]));
      rows.sort((a, b) => (rising ? compare(a, b) : compare(b, a))).forEach((row) => {
        body.appendChild(row);
        if (below.get(row)) body.appendChild(below.get(row));
      });
    });
    table.querySelectorAll("th[aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  };
  heading.addEventListener("click", sort);
  heading.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
});
// A link to a trial opens the list that it stands in.
const reveal = () => {
  const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
  const list = target && target.closest("details");
  if (list && !list.open) { list.open = true; target.scrollIntoView(); }
};
addEventListener("hashchange", reveal);
reveal();
