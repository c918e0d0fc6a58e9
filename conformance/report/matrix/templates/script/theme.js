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
