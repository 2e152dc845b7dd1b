// In the table in which a day is typed, Enter goes to the cell below, as in a spreadsheet; it never sends the form.
document.querySelector("table.typed")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  const cell = event.target.closest("td");
  const below = cell.parentElement.nextElementSibling;
  below?.cells[cell.cellIndex].querySelector("input, select, textarea")?.focus();
});
