// The same nodes and edges as tables: sortable, for reading, the keyboard and screen readers.
const sorting = { nodes: ["date", 1], edges: ["from", 1] };
const COLUMNS = { nodes: ["number", "type", "title", "issuer", "place", "level", "date", "status", "links"], edges: ["from", "p", "to", "quote", "source", "confidence"] };
const LIMIT = 500; // rows that a table shows at first: the browser needs seconds to lay out thousands
const whole = new Set();

function sheet(name, heading, columns, rows) {
  const [by, way] = sorting[name];
  const value = columns.find((c) => c.key === by).value;
  const sorted = rows.map((row, i) => [value(row), i, row]).sort(([a, i], [b, j]) => way * (typeof a === "number" && typeof b === "number" ? a - b : String(a ?? "").localeCompare(String(b ?? ""), "vi", { numeric: true })) || i - j);
  const sort = (key) => {
    sorting[name] = [key, key === by ? -way : 1];
    showTable();
    remember();
    byId("table").querySelector(`[data-sort="${name}-${key}"]`).focus();
  };
  const head = columns.map((c) => el("th", { scope: "col", "aria-sort": c.key === by ? (way > 0 ? "ascending" : "descending") : null },
    el("button", { type: "button", "data-sort": `${name}-${c.key}`, onclick: () => sort(c.key) }, c.label, c.key === by ? (way > 0 ? " ▲" : " ▼") : "")));
  const limit = whole.has(name) ? Infinity : LIMIT;
  const all = () => {
    whole.add(name);
    showTable();
    byId(`h-${name}`).scrollIntoView();
  };
  const body = sorted.slice(0, limit).map(([, , row]) => el("tr", {}, ...columns.map((c) => el("td", { class: c.class || null }, c.cell ? c.cell(row) : text(c.value(row) ?? "")))));
  return [el("h2", { id: `h-${name}` }, `${heading} (${w().shown(Math.min(rows.length, limit), name === "nodes" ? nodes.length : edges.length)})`),
    el("div", { class: "scroll" }, el("table", { id: `t-${name}`, "aria-labelledby": `h-${name}` }, el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...body))),
    rows.length > limit ? el("button", { type: "button", class: "all", onclick: all }, w().all(rows.length)) : ""];
}

function showTable() {
  const go = (i) => el("button", { type: "button", class: "link", onclick: () => select(i) }, text(nodes[i].head));
  const best = (e) => evidences(e)[0];
  const col = (key, label, value, rest = {}) => ({ key, label, value, ...rest });
  byId("table").replaceChildren(
    ...sheet("nodes", w().instruments, [
      col("number", w().number, (n) => n.head, { class: "name", cell: (n) => go(n.id) }),
      col("type", w().type, (n) => n.type, { class: "short" }),
      col("title", w().title, (n) => n.words, { class: "title" }),
      col("issuer", w().issuer, (n) => n.issuer, { class: "short" }),
      col("place", w().place, (n) => n.place, { class: "short" }),
      col("level", w().level, (n) => w().bands[n.band], { class: "name" }),
      col("date", w().date, (n) => n.date || String(n.year ?? ""), { class: "fix", cell: (n) => w().day(n.date || String(n.year ?? "")) }),
      col("status", w().statusWord, (n) => w()[n.status] || n.status, { class: "short" }),
      col("links", w().links, (n) => out[n.id].length + into[n.id].length),
    ], nodes.filter(nodeShown)),
    ...sheet("edges", w().relations, [
      col("from", w().subject, (e) => nodes[e.from].head, { class: "name", cell: (e) => go(e.from) }),
      col("p", w().relation, (e) => relationLabel(e.p)),
      col("to", w().object, (e) => nodes[e.to].head, { class: "name", cell: (e) => go(e.to) }),
      col("quote", w().quote, (e) => best(e).quote.join(""), { class: "quote", cell: (e) => el("div", {}, ...best(e).quote.map((part, i) => (i % 2 ? el("mark", {}, part) : part))) }),
      col("source", w().source, (e) => whereOf(best(e)).join(" · ")),
      col("confidence", w().confidence, (e) => e.confidence, { class: "fix", cell: (e) => (e.confidence === null ? "" : percent(e.confidence)) }),
    ], edges.filter((e) => edgeShown(e) || e.rejected)),
  );
}
