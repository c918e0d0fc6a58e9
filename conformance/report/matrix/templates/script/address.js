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
