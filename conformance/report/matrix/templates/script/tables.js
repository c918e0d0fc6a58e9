const allows = (chosen, value) => !chosen.size || chosen.has(value);

function visible(columns, want) {
  return columns.map(([group, revision, comparable]) =>
    allows(want.target, group) && allows(want.revision, revision) && (comparable || !want.comparable));
}

// A requirement is shown where its level, its words and, in a column that is shown, one of its results match.
function matches(want, codes, shown, level, words, letters) {
  if (!allows(want.level, level) || !want.words.every((word) => words.includes(word))) return false;
  if (!want.status.size) return true;
  for (let i = 0; i < letters.length; i += 1) {
    if (shown[i] && letters[i] !== "-" && want.status.has(codes[letters[i]][0])) return true;
  }
  return false;
}

function showColumns(table, shown) {
  const [groups, revisions] = table.tHead.rows;
  let at = 0;
  for (const group of [...groups.cells].slice(1)) {
    const size = Number(group.dataset.size || (group.dataset.size = group.colSpan));
    const left = shown.slice(at, at + size).filter(Boolean).length;
    group.hidden = !left;
    if (left) group.colSpan = left;
    at += size;
  }
  [...revisions.cells].forEach((cell, i) => { cell.hidden = !shown[i]; });
  for (const body of table.tBodies) for (const row of body.rows) showCells(row, shown);
}

function showCells(row, shown) {
  for (let i = 1; i < row.cells.length; i += 1) {
    if (row.cells[i].hidden === shown[i - 1]) row.cells[i].hidden = !shown[i - 1];
  }
}

function showRuns(table, shown) {
  [...table.tBodies[0].rows].forEach((row, i) => { row.hidden = !shown[i]; });
}

// A cell for each letter, to be copied: twenty thousand made one by one take seconds.
function cellModels(codes) {
  const cell = (letter, word, mark, start) => {
    const image = make("b", {}, mark);
    image.setAttribute("role", "img");
    image.setAttribute("aria-label", word);
    return make("td", { className: `c-${letter === "-" ? "none" : letter}${start}`, title: word }, image);
  };
  return ["", " start"].map((start) => Object.fromEntries([...Object.entries(codes), ["-", ["not asked", ""]]]
    .map(([letter, [word, mark]]) => [letter, cell(letter, word, mark, start)])));
}

// The rows of requirements below a feature, made when they are first asked for.
function unfolded(body, feature, models, starts) {
  const rows = feature.requirements.map(([id, anchor, level, sentence, letters]) => {
    const link = `${feature.page}#${anchor}`;
    const head = make("th", { scope: "row" }, make("a", { href: link, title: id, tabIndex: -1 }, sentence), " ",
      make("span", { className: "level" }, level));
    const row = make("tr", { className: "one" }, head);
    [...letters].forEach((letter, i) => row.append(models[starts[i] ? 1 : 0][letter].cloneNode(true)));
    return row;
  });
  body.append(...rows);
  return rows;
}

// The numbers of a feature in one column, of the requirements of the levels that are chosen.
function recount(row, feature, codes, want) {
  [...row.cells].slice(1).forEach((cell, i) => {
    const number = cell.querySelector(".n");
    if (!number) return;
    let passed = 0, scored = 0;
    for (const [, , level, , letters] of feature.requirements) {
      const score = letters[i] === "-" || !allows(want.level, level) ? 0 : codes[letters[i]][2];
      if (score) scored += 1;
      if (score > 0) passed += 1;
    }
    number.textContent = scored ? (passed < scored ? `${passed}/${scored}` : `${passed}`) : "";
  });
}

// A table of features: each body is a feature, which unfolds into its requirements.
function featureTable(table, section, codes) {
  const models = cellModels(codes);
  const starts = section.columns.map(([, , , start]) => start);
  const features = every("tbody:not(.all)", table).map((body, i) => {
    const row = body.rows[0];
    const feature = section.features[i];
    const name = row.cells[0].textContent.trim();
    const unfold = make("button", { type: "button", className: "unfold", tabIndex: -1 });
    unfold.setAttribute("aria-label", `Requirements of ${name}`);
    unfold.setAttribute("aria-expanded", "false");
    row.cells[0].prepend(unfold);
    const words = feature.requirements.map(([id, , , sentence]) => `${id} ${sentence} ${name}`.toLowerCase());
    return { body, row, feature, unfold, words, name: row.dataset.feature, rows: null, open: null };
  });
  let redo = () => {};
  let unfold = () => {};
  // What is far below is unfolded when it comes near: laying out twenty thousand cells at once takes a second.
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (entry.isIntersecting) unfold(features.find((each) => each.body === entry.target));
    }
  }, { root: table.parentNode, rootMargin: "800px 0px" });
  // A cell of a requirement leads where its row leads.
  table.addEventListener("click", (event) => {
    event.target.closest("tr.one td")?.parentNode.querySelector("a").click();
  });
  for (const each of features) {
    each.unfold.addEventListener("click", () => {
      each.open = each.unfold.getAttribute("aria-expanded") !== "true";
      redo();
    });
  }
  return {
    onFold: (action) => { redo = action; },
    forget: () => features.forEach((each) => { each.open = null; }),
    show(want, shown) {
      const narrowed = want.rows || want.words.length > 0 || want.status.size > 0;
      const count = { requirements: 0, rows: 0 };
      let atOnce = ROWS_AT_ONCE;
      near.disconnect();
      unfold = (each) => {
        near.unobserve(each.body);
        each.rows ??= unfolded(each.body, each.feature, models, starts);
        each.rows.forEach((row, i) => { row.hidden = !each.fits[i]; showCells(row, shown); });
      };
      for (const each of features) {
        each.fits = each.feature.requirements.map(([, , level, , letters], i) =>
          matches(want, codes, shown, level, each.words[i], letters));
        const fitting = each.fits.filter(Boolean).length;
        each.body.hidden = !fitting || !allows(want.feature, each.name);
        if (each.body.hidden) continue;
        count.requirements += fitting;
        count.rows += 1;
        recount(each.row, each.feature, codes, want);
        const open = each.open ?? narrowed;
        each.unfold.setAttribute("aria-expanded", String(open));
        if (!open) each.rows?.forEach((row) => { row.hidden = true; });
        else if (each.open || atOnce > 0) unfold(each);
        else {
          each.rows?.forEach((row) => { row.hidden = true; });
          near.observe(each.body);
        }
        if (open) atOnce -= fitting;
      }
      return count;
    },
  };
}

// A table of requirements, with what was seen of each below it.
function requirementTable(table, codes) {
  const rows = [...table.tBodies[0].rows];
  const words = rows.map((row) => row.cells[0].textContent.toLowerCase());
  const articles = every("article.requirement");
  return {
    onFold: () => {},
    forget: () => {},
    show(want, shown) {
      let requirements = 0;
      rows.forEach((row, i) => {
        const fits = matches(want, codes, shown, row.dataset.level, words[i], row.dataset.seen);
        row.hidden = !fits;
        articles[i].hidden = !fits;
        if (fits) requirements += 1;
        for (const seen of articles[i].querySelectorAll(".seen")) {
          const somewhere = seen.dataset.columns.split(" ").some((number) => shown[number]);
          seen.hidden = !somewhere || !allows(want.status, seen.dataset.status);
        }
      });
      return { requirements, rows: null };
    },
  };
}
