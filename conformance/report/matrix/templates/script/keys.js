// A table is one stop of Tab; within it arrow keys, Home and End move from cell to cell.
function arrows(table) {
  const stops = (cell) => { const inside = every("a, button", cell); return inside.length ? inside : [cell]; };
  const cellsOf = (row) => [...row.cells].filter((cell) => !cell.hidden);
  const rows = () => [...table.rows].slice(2).filter((row) => !row.hidden && !row.parentNode.hidden);
  let at = table.tBodies[table.tBodies.length > 1 ? 1 : 0]?.querySelector("th a");
  for (const stop of every("tbody a, tbody button", table)) stop.tabIndex = -1;
  if (at) at.tabIndex = 0;
  table.addEventListener("focusin", (event) => {
    if (at) at.tabIndex = -1;
    at = event.target;
    at.tabIndex = 0;
  });
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("tbody td, tbody th");
    if (!cell || event.altKey || event.metaKey) return;
    const all = rows(), y = all.indexOf(cell.parentNode);
    let next;
    if (event.key === "ArrowDown" || event.key === "ArrowUp" || (event.ctrlKey && /^(Home|End)$/.test(event.key))) {
      const to = { ArrowDown: y + 1, ArrowUp: y - 1, Home: 0, End: all.length - 1 }[event.key];
      const line = all[to] && cellsOf(all[to]);
      const x = event.key === "Home" ? 0 : event.key === "End" ? line.length - 1 : cellsOf(cell.parentNode).indexOf(cell);
      const inside = line?.[x] && stops(line[x]);
      next = inside?.find((stop) => stop.tagName === event.target.tagName) || inside?.at(-1);
    } else {
      const line = cellsOf(cell.parentNode).flatMap(stops), x = line.indexOf(event.target);
      next = line[{ ArrowRight: x + 1, ArrowLeft: x - 1, Home: 0, End: line.length - 1 }[event.key]];
    }
    if (!next) return;
    event.preventDefault();
    if (!next.matches("a, button")) next.tabIndex = -1;
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

// The head of a row and of the columns cover what is scrolled below them: keep what has the focus clear of both.
function margins(table) {
  const box = table.parentNode;
  box.style.scrollPaddingTop = `${table.tHead.offsetHeight}px`;
  box.style.scrollPaddingLeft = `${table.rows[0].cells[0].offsetWidth}px`;
}
