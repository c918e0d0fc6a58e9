function start() {
  themeSwitch();
  const { codes, sections } = JSON.parse(document.getElementById("at-data").textContent);
  const form = document.getElementById("at-filters");
  const count = document.getElementById("at-count");
  const tables = every("table.matrix").map((table) => {
    const section = sections[Number(table.dataset.section)];
    arrows(table);
    const model = section.features ? featureTable(table, section, codes) : requirementTable(table, codes);
    return { table, section, model };
  });
  const boards = every("table.board");

  function apply() {
    const want = wanted(form);
    let columns = 0, allColumns = 0, requirements = 0, rows = null;
    tables.forEach(({ table, section, model }, i) => {
      const shown = visible(section.columns, want);
      allColumns += shown.length;
      table.closest("section").hidden = !shown.includes(true);
      if (!shown.includes(true)) return;
      const found = model.show(want, shown);
      showColumns(table, shown);
      if (boards[i]) showRuns(boards[i], shown);
      columns += shown.filter(Boolean).length;
      requirements += found.requirements;
      if (found.rows !== null) rows = (rows || 0) + found.rows;
    });
    for (const pick of every(".pick")) {
      const picked = every("input:checked", pick).length;
      pick.querySelector(".picked").textContent = picked ? String(picked) : "";
    }
    const many = (number, word) => `${number} ${word}${number === 1 ? "" : "s"}`;
    count.textContent = requirements && columns
      ? `${many(requirements, "requirement")}${rows === null ? "" : ` in ${many(rows, "feature")}`}, ${
        columns === allColumns ? many(columns, "column") : `${columns} of ${many(allColumns, "column")}`}`
      : "Nothing matches these filters.";
    return want;
  }

  const chosen = () => keep(apply());
  for (const { model } of tables) model.onFold(apply);
  form.addEventListener("input", chosen);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("at-reset").addEventListener("click", () => {
    form.reset();
    for (const { model } of tables) model.forget();
    chosen();
  });
  addEventListener("hashchange", () => { fill(form, filtersOf(parts())); apply(); reveal(form); });
  document.addEventListener("click", carry);
  document.addEventListener("auxclick", carry);
  document.addEventListener("click", (event) => {
    for (const pick of every(".pick[open]")) if (!pick.contains(event.target)) pick.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const pick = event.key === "Escape" && event.target.closest?.(".pick[open]");
    if (pick) { pick.open = false; pick.querySelector("summary").focus(); }
  });
  fill(form, filtersOf(parts()));
  apply();
  tables.forEach(({ table }) => margins(table));
  reveal(form);
}

addEventListener("DOMContentLoaded", start);
