// Sorts a table when a heading is clicked; the page is whole without it.
document.querySelectorAll("th[data-sort]").forEach((heading) => {
  heading.tabIndex = 0;
  const sort = () => {
    const table = heading.closest("table");
    const column = [...heading.parentNode.children].indexOf(heading);
    const rising = heading.getAttribute("aria-sort") !== "ascending";
    const key = (row) => row.children[column].dataset.key || row.children[column].textContent.trim();
    const compare = (a, b) => heading.dataset.sort === "number" ? key(a) - key(b) : key(a).localeCompare(key(b));
    const body = table.tBodies[0];
    const rows = [...body.rows].sort((a, b) => (rising ? compare(a, b) : compare(b, a)));
    rows.forEach((row) => body.appendChild(row));
    table.querySelectorAll("th[aria-sort]").forEach((each) => each.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", rising ? "ascending" : "descending");
  };
  heading.addEventListener("click", sort);
  heading.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
});
