"use strict";
(() => {
  const root = document.documentElement;
  const THEME = "conformance-theme";
  const ROWS_AT_ONCE = 80;
  const every = (selector, within = document) => [...within.querySelectorAll(selector)];
  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };

  // Before anything is drawn, so that a dark page does not flash.
  const remembered = () => { try { return localStorage.getItem(THEME) || ""; } catch { return ""; } };
  const setTheme = (theme) => { if (theme) root.dataset.theme = theme; else delete root.dataset.theme; };
  setTheme(remembered());
  root.classList.add("js");

  function themeSwitch() {
    const choice = document.getElementById("at-theme");
    choice.value = remembered();
    choice.addEventListener("change", () => {
      setTheme(choice.value);
      try { localStorage.setItem(THEME, choice.value); } catch { /* a browser that keeps nothing still switches */ }
    });
  }

  // The fragment: filters as a=b, the place on the page as the one part without "=".
  const parts = () => location.hash.slice(1).split("&").filter(Boolean);
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const place = () => decoded(parts().find((part) => !part.includes("=")) || "");
  const filtersOf = (text) => new URLSearchParams(text.filter((part) => part.includes("=")).join("&"));

  function wanted(form) {
    const all = [...new FormData(form)].filter(([, value]) => value.trim());
    const of = (name) => new Set(all.filter(([key]) => key === name).map(([, value]) => value));
    const words = (form.elements.text.value.toLowerCase().match(/\S+/g) || []);
    return { all, words, feature: of("feature"), target: of("target"), revision: of("revision"), level: of("level"),
      status: of("status"), comparable: of("comparable").size > 0, rows: of("rows").size > 0 };
  }

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
      const head = make("th", { scope: "row" }, make("a", { href: link, title: id }, sentence), " ",
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
      const unfold = make("button", { type: "button", className: "unfold" });
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

  // Arrow keys, Home and End move from cell to cell; Tab enters a table once and leaves it.
  function arrows(table) {
    const inside = (cell) => cell.querySelector("a, button") || cell;
    const cellsOf = (row) => [...row.cells].filter((cell) => !cell.hidden);
    const rows = () => [...table.rows].slice(2).filter((row) => row.offsetParent !== null);
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td, th");
      if (!cell || event.altKey || event.metaKey) return;
      const all = rows(), y = all.indexOf(cell.parentNode), line = cellsOf(cell.parentNode), x = line.indexOf(cell);
      if (y < 0) return;
      const to = { ArrowRight: [y, x + 1], ArrowLeft: [y, x - 1], ArrowDown: [y + 1, x], ArrowUp: [y - 1, x],
        Home: [event.ctrlKey ? 0 : y, 0], End: [event.ctrlKey ? all.length - 1 : y, line.length - 1] }[event.key];
      const next = to && all[to[0]] && cellsOf(all[to[0]])[to[1]];
      if (!next) return;
      event.preventDefault();
      const focus = inside(next);
      if (focus === next) next.tabIndex = -1;
      focus.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    });
  }

  // The head of a row and of the columns cover what is scrolled below them: keep what has the focus clear of both.
  function margins(table) {
    const box = table.parentNode;
    box.style.scrollPaddingTop = `${table.tHead.offsetHeight}px`;
    box.style.scrollPaddingLeft = `${table.rows[0].cells[0].offsetWidth}px`;
  }

  function fill(form, params) {
    form.reset();
    for (const input of form.elements) {
      if (input.type === "checkbox") input.checked = params.getAll(input.name).includes(input.value);
      else if (input.name && params.has(input.name)) input.value = params.get(input.name);
    }
  }

  function keep(want) {
    const text = new URLSearchParams(want.all).toString();
    const at = place();
    const next = [at && encodeURIComponent(at), text].filter(Boolean).join("&");
    history.replaceState(null, "", next ? `#${next}` : location.pathname + location.search);
  }

  // Between pages the choice of columns, levels and statuses goes along.
  function carry(event) {
    const link = event.target.closest("a[href]");
    if (!link || !/^(\.\.\/)?(index|features\/|clients\/)/.test(link.getAttribute("href"))) return;
    const [page, fragment = ""] = link.getAttribute("href").split("#");
    const own = filtersOf(fragment.split("&"));
    const params = filtersOf(parts());
    const kept = [...params].filter(([name]) => ["target", "revision", "level", "status", "comparable"].includes(name)
      && !own.has(name));
    const text = [fragment, new URLSearchParams(kept).toString()].filter(Boolean).join("&");
    link.setAttribute("href", text ? `${page}#${text}` : page);
    // Put it back: the next click may come after other filters.
    setTimeout(() => link.setAttribute("href", fragment ? `${page}#${fragment}` : page), 0);
  }

  function reveal(form) {
    const target = place() && document.getElementById(place());
    if (!target) return;
    if (target.closest("[hidden]")) {  // a link to a requirement wins over filters that would hide it
      const left = filtersOf(parts());
      for (const name of ["text", "level", "status", "feature"]) left.delete(name);
      history.replaceState(null, "", `#${[encodeURIComponent(place()), left.toString()].filter(Boolean).join("&")}`);
      fill(form, left);
      form.dispatchEvent(new Event("input"));
      if (target.closest("[hidden]")) {
        fill(form, new URLSearchParams());
        form.dispatchEvent(new Event("input"));
      }
    }
    const folded = target.closest("details");
    if (folded) folded.open = true;
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  }

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
})();
