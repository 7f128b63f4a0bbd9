// Wiring: what the user does changes `state`, and `state` is drawn and kept in the address.
const KEPT = ["by", "place", "from", "to", "show", "kind", "find", "sort", "way"];

function change(values) {
  Object.assign(state, values);
  state.by = Number(state.by);
  if (state.row !== null && !matrix().columns[state.column]) state.column = null;
  if ("by" in values) state.column = null;
  showFilters();
  showGrid();
  showPanel();
  remember();
}

function select(row, column) {
  const before = byId("grid").querySelector("[data-chosen]");
  if (before) delete before.dataset.chosen;
  Object.assign(state, { row, column });
  const button = row === null ? null : byId("grid").querySelector(`button[data-row="${row}"][data-column="${column ?? ""}"]`);
  if (button && column !== null) button.parentElement.dataset.chosen = "1";
  showPanel();
  if (row !== null) say(w().selected([short(instruments[rows[row].i]), column === null ? "" : matrix().columns[column].label].filter(Boolean).join(", ")));
  remember();
}

function remember() {
  const view = new URLSearchParams();
  const put = (k, v) => v && view.set(k, v);
  put("lang", state.lang === "vi" ? "" : state.lang);
  for (const k of KEPT) put(k, state[k] === FRESH[k] ? "" : String(state[k]));
  put("row", state.row === null ? "" : instruments[rows[state.row].i].key);
  put("column", state.row === null || state.column === null ? "" : matrix().columns[state.column].key);
  try {
    history.replaceState(null, "", `#${view}`);
  } catch {
    // a page inside another one (a notebook) may not write its address
  }
}

/** Reads the address into the state; whatever it does not know is left out. */
function recall() {
  const view = new URLSearchParams(location.hash.slice(1));
  state.lang = Object.hasOwn(WORDS, view.get("lang")) ? view.get("lang") : "vi";
  for (const k of KEPT) state[k] = view.get(k) ?? FRESH[k];
  state.by = page.matrices[Number(state.by)] ? Number(state.by) : 0;
  state.way = Number(state.way) === -1 ? -1 : 1;
  if (!Object.hasOwn(w().shows, state.show)) state.show = FRESH.show;
  if (!Object.hasOwn(w().kindsOf, state.kind)) state.kind = FRESH.kind;
  const at = (list, f) => { const i = list.findIndex(f); return i < 0 ? null : i; };
  state.row = view.get("row") ? at(rows, (row) => instruments[row.i].key === view.get("row")) : null;
  state.column = state.row !== null && view.get("column") ? at(matrix().columns, (c) => c.key === view.get("column")) : null;
  byId("find").value = state.find;
}

function setLanguage(lang) {
  state.lang = lang;
  translate();
  byId("title").textContent = page.title[lang];
  document.title = page.title[lang];
  change({});
}
const setTheme = (dark) => {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  if (state.row !== null) showPanel();
};

function download() {
  const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: address, download: w().file });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function start() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  recall();
  setTheme(dark.matches);
  dark.addEventListener("change", () => setTheme(dark.matches));
  byId("lang-button").addEventListener("click", () => setLanguage(state.lang === "vi" ? "en" : "vi"));
  byId("theme-button").addEventListener("click", () => setTheme(document.documentElement.dataset.theme !== "dark"));
  byId("csv-button").addEventListener("click", download);
  byId("print-button").addEventListener("click", () => window.print());
  let screenTheme = null;
  window.addEventListener("beforeprint", () => {
    whole = true;
    showGrid();
    screenTheme = document.documentElement.dataset.theme;
    setTheme(false);
  });
  window.addEventListener("afterprint", () => {
    setTheme(screenTheme === "dark");
  });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  let pause = 0;
  byId("find").addEventListener("input", (event) => {
    const { value } = event.currentTarget;
    clearTimeout(pause);
    pause = setTimeout(() => change({ find: value }), 120);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || state.row === null) return;
    const button = byId("grid").querySelector(`button[data-row="${state.row}"][data-column="${state.column ?? ""}"]`);
    select(null, null);
    button?.focus();
  });
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("grid").focus();
  });
  window.addEventListener("hashchange", () => {
    recall();
    setLanguage(state.lang);
  });
  wireArrows();
  setLanguage(state.lang);
  window.kgGaps = { state, page, view, csv, select, change, drawn: performance.now() };
}
start();
