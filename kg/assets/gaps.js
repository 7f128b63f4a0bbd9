// The data of the page, what is shown of it, and its CSV. Nothing here touches the document's markup.
const page = JSON.parse(document.getElementById("data").textContent);
const { rows, plans, instruments, links } = page;
const FRESH = { by: 0, place: "", from: "", to: "", show: "all", kind: "all", find: "", sort: "date", way: 1 };
const state = { lang: "vi", row: null, column: null, ...FRESH };

const named = (n) => n.number || n.name || [n.type, n.title].filter(Boolean).join(" ") || (n.status === "document" && sourceOf(n)) || n.key;
const short = (n) => (n.number && n.type ? `${n.type} ${n.number}` : named(n));
const sourceOf = (n) => links.filter(([s]) => instruments[s] === n).map(([, , , evidence]) => page.sources[evidence[0][7]])[0];
const yearOf = (n) => n.year ?? (n.date ? Number(n.date.slice(0, 4)) : null);
const dayOf = (n) => (n.date ? w().day(n.date) : n.year ? String(n.year) : "");
const relationLabel = (p) => page.relations[p][state.lang] || p;
const PLAN = /^(ke hoach|chuong trinh|de an|phuong an)/;
for (const n of instruments) {
  n.folded = fold([n.number, n.name, n.title, n.type, n.issuer, n.date].filter(Boolean).join(" "));
  n.plan = PLAN.test(fold(n.type || n.name || ""));
}
const citation = (n) => [short(n), n.date && `ngày ${WORDS.vi.day(n.date)}`, n.issuer && `của ${bodyOf(n)}`, n.title && n.number && `về ${n.title}`.replace(/^về (về|Về) /, "về ")].filter(Boolean).join(" ");

/** Whether it is a plan in force: what has ended, a draft, a letter and what is dated before its reason are shown and not counted. */
const counts = (p) => p.standing === "direct" || p.standing === "indirect";
const STANDINGS = ["direct", "indirect", "over", "early", "draft", "letter"]; // the best first
const matrix = () => page.matrices[state.by];
const columnsShown = () => matrix().columns.map((c, i) => ({ ...c, i })).filter((c) => !state.place || c.place === state.place);

/** The plans that count now, by row and column. */
let cells = new Map();
let former = new Map(); // what the provinces had that another took in, by row and column of that one
function count() {
  cells = new Map();
  for (const p of plans) {
    const column = p.columns[state.by];
    if (column === null || (state.kind === "plans" && !instruments[p.i].plan)) continue;
    const key = `${p.row}|${column}`;
    if (cells.has(key)) cells.get(key).push(p);
    else cells.set(key, [p]);
  }
  former = new Map(matrix().former.map(([r, c, list]) => [`${r}|${c}`, list.map((i) => plans[i])]));
  // Plans come in the order of their ids; what counts leads, the rest goes by its standing; of each the earliest leads, an unknown day comes last, and a direct one before an indirect one.
  const day = (p) => instruments[p.i].date || String(instruments[p.i].year ?? "9999");
  const rank = (p) => (counts(p) ? 0 : STANDINGS.indexOf(p.standing));
  for (const found of cells.values()) found.sort((a, b) => rank(a) - rank(b) || a.aside - b.aside || day(a).localeCompare(day(b)) || b.direct - a.direct);
}
const plansOf = (r, c) => cells.get(`${r}|${c.i}`) || [];
const formerOf = (r, c) => former.get(`${r}|${c.i}`) || [];
/** Whether a place was not there when an instrument was issued: it lacks nothing then. */
const outside = (n, c) => {
  const day = n.date || String(n.year ?? "");
  return Boolean(day) && Boolean((c.until && day > c.until.slice(0, day.length)) || (c.since && day < c.since.slice(0, day.length)));
};
function stateOf(found, c, n) {
  if (!found.length) return outside(n, c) ? "outside" : c.documents ? "none" : "unknown";
  return STANDINGS.find((standing) => found.some((p) => p.standing === standing));
}
const first = (found) => found.filter(counts).reduce((best, p) => (p.days !== null && (best === null || p.days < best) ? p.days : best), null);

/** The rows that are shown, in order, each with its cells: {r, instrument, cells: [{column, plans}], covered, first}. */
function view() {
  const columns = columnsShown();
  const words = fold(typed(state.find.trim())).split(/\s+/).filter(Boolean);
  const shown = [];
  rows.forEach((row, r) => {
    const n = instruments[row.i];
    const year = yearOf(n);
    if ((state.from && (year === null || year < Number(state.from))) || (state.to && (year === null || year > Number(state.to)))) return;
    if (!words.every((word) => n.folded.includes(word))) return;
    const found = columns.map((column) => ({ column, plans: plansOf(r, column) }));
    const all = found.flatMap((cell) => cell.plans);
    const applies = found.filter((cell) => cell.plans.length || !outside(n, cell.column)).length;
    if ((state.show === "with" && !all.some(counts)) || (state.show === "without" && (all.some(counts) || (found.length && !applies))) || (state.show === "stale" && !all.some((p) => p.stale || p.over || p.suspended.length))) return;
    shown.push({ r, row, instrument: n, cells: found, applies, covered: found.filter((cell) => cell.plans.some(counts)).length, first: first(all) });
  });
  const last = state.way * Infinity;
  const key = {
    number: (v) => named(v.instrument), date: (v) => v.instrument.date || String(v.instrument.year ?? ""), covered: (v) => v.covered, first: (v) => v.first ?? last,
  }[state.sort] || ((v) => {
    const cell = v.cells.find((x) => String(x.column.i) === state.sort);
    return cell && cell.plans.length ? first(cell.plans) ?? 1e9 * state.way : last;
  });
  const compare = (a, b) => (typeof a === "number" ? (a === b ? 0 : a < b ? -1 : 1) : a.localeCompare(b, "vi", { numeric: true }));
  shown.sort((a, b) => state.way * compare(key(a), key(b)) || a.r - b.r);
  return { columns, shown };
}

// --- CSV: one line for each plan that is shown, and one for each empty cell.
const safe = (s) => (/^\s*[=+\-@\t\r]/.test(s) && !/^[+-]?\d+([.,]\d+)*$/.test(s) ? `'${s}` : s); // no spreadsheet takes it for a formula
const quoted = (value) => {
  const s = safe(value === null || value === undefined ? "" : String(value));
  return /[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s;
};
/** What is to be known of a plan before it is relied on. */
const endSurmised = (list) => (list.length && list.every((l) => links[l][4]) ? `${w().endInferred}: ${links[list[0]][4][state.lang]}` : "");
const notes = (p) => [p.stale ? w().stale : "", p.over ? w().over : "", endSurmised([...p.ended, ...p.suspended]), ["early", "draft", "letter"].includes(p.standing) ? w().states[p.standing] : "", p.stamped ? w().stamped : "", p.suspended.length ? w().suspended : "", p.grounded ? w().grounded : "", p.inferred ? `${w().inferred}: ${p.inferred[state.lang]}` : "", p.across ? w().across : ""].filter(Boolean);
const formerNote = (r, column) => (formerOf(r, column).length ? w().former(formerOf(r, column).map((p) => named(instruments[p.i])).join("; ")) : "");
function csv() {
  const { shown } = view();
  const head = [w().resolution, w().type, w().date, w().issuer, w().title, w().endedShort, w().bys[matrix().by], w().statusWord, w().planNumber, w().type, w().since, w().shortDays(1).replace(/.*\s/, ""), w().steps, w().confidence, w().endedShort, w().relation, w().quote, w().source];
  const lines = [head];
  for (const v of shown)
    for (const { column, plans: found } of v.cells) {
      const n = v.instrument;
      const start = [named(n), n.type, n.date ?? n.year, n.issuer, n.title, v.row.ended.length ? w().yes : "", column.label];
      if (!found.length) lines.push([...start, w().states[stateOf(found, column, n)], ...Array(6).fill(""), formerNote(v.r, column), "", "", ""]);
      for (const p of found) {
        const i = instruments[p.i];
        const [, predicate, , [best]] = links[p.path[0]];
        lines.push([...start, w().standings[p.standing], named(i), i.type, i.date ?? i.year, p.days, p.path.length, p.confidence, notes(p).join("; "), relationLabel(predicate), page.quotes[best[0]].join(""), page.sources[best[7]]]);
      }
    }
  return `\ufeff${lines.map((line) => line.map(quoted).join(",")).join("\r\n")}\r\n`;
}
