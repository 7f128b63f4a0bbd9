// The filters and the matrix itself: a table that can be sorted, read by a screen reader and walked with the arrow keys.
const LIMIT = 250; // rows that are shown at first: the browser needs seconds to lay out thousands
let whole = false;

function choice(name, values, everything) {
  const input = el("select", { name, onchange: (event) => change({ [name]: event.currentTarget.value, ...(name === "by" ? { place: "", sort: "date", way: 1 } : {}) }) },
    everything ? el("option", { value: "" }, everything) : "", ...values.map(([value, label]) => el("option", { value }, label)));
  input.value = String(state[name]);
  return input;
}

function showFilters() {
  const form = byId("filters");
  const kept = form.contains(document.activeElement) ? document.activeElement.name : null;
  const years = [...new Set(rows.map((row) => yearOf(instruments[row.i])).filter((y) => y !== null))].sort().map((y) => [String(y), String(y)]);
  const places = [...new Set(page.matrices.flatMap((m) => m.columns.map((c) => c.place)).filter(Boolean))].sort((a, b) => a.localeCompare(b, "vi")).map((p) => [p, p]);
  const field = (label, input) => el("label", {}, el("span", {}, label), input);
  const pairs = (words) => Object.entries(words);
  form.replaceChildren(
    page.matrices.length > 1 ? field(w().by, choice("by", page.matrices.map((m, i) => [String(i), w().bys[m.by]]))) : "",
    field(w().place, choice("place", places, w().everywhere)),
    el("label", {}, el("span", {}, w().years), el("span", { class: "pair" }, choice("from", years, w().from), choice("to", years, w().to))),
    field(w().show, choice("show", pairs(w().shows))),
    field(w().kind, choice("kind", pairs(w().kindsOf))),
  );
  for (const name of ["from", "to"]) form.elements[name].setAttribute("aria-label", w()[name]);
  if (kept) form.elements[kept].focus();
}

/** The name of an instrument whose number is not broken, where it is short enough. */
const unbroken = (n) => (n.number && n.type && n.number.length < 18 ? [text(n.type), " ", el("bdi", { class: "number" }, n.number)] : [text(short(n))]);

/** The content of a cell: since when, how many days after, how many; a mark where it rests on something that has ended. */
function cellOf(v, { column, plans: found }, roomy) {
  const kind = stateOf(found, column, v.instrument);
  const lead = found[0];
  const ended = found.some((p) => p.stale || p.over || p.suspended.length);
  const before = found.some(counts) ? [] : formerOf(v.r, column);
  const alike = found.filter((p) => counts(p) === counts(lead)).length;
  const label = [`${named(v.instrument)}, ${column.label}: ${w().states[kind]}`, lead ? `${short(instruments[lead.i])} ${dayOf(instruments[lead.i])}, ${w().days(lead.days)}` : "", found.length > 1 ? w().plans(found.length) : "", ended && kind !== "over" ? w().states.stale : "", before.length ? w().former(before.map((p) => named(instruments[p.i])).join(", ")) : "", lead?.grounded ? w().grounded : "", lead?.inferred ? w().inferred : "", lead?.across ? w().states.across : ""].filter(Boolean).join("; ");
  const parts = lead
    ? [el("b", {}, dayOf(instruments[lead.i]) || "✓"), el("span", {}, w().shortDays(lead.days)), found.length > 1 ? el("span", { class: "many" }, `×${alike}`) : "", counts(lead) ? "" : el("span", { class: "tag" }, w().standings[lead.standing]), ended && kind !== "over" ? el("span", { class: "end" }, "⚠") : "", lead.across || lead.inferred ? el("span", { class: "end" }, "≈") : "", el("small", {}, text([named(instruments[lead.i]), lead.grounded ? w().grounded : "", matrix().by === "place" ? lead.of : "", roomy ? instruments[lead.i].number && instruments[lead.i].title : ""].filter(Boolean).join(" · ")))]
    : [kind === "unknown" ? "?" : kind === "outside" ? "·" : "—", before.length ? el("small", {}, text(w().former(named(instruments[before[0].i]), before.length - 1))) : ""];
  const button = el("button", { type: "button", tabindex: "-1", "aria-label": label, title: w().states[kind], "data-row": String(v.r), "data-column": String(column.i), onclick: () => select(v.r, column.i) }, ...parts);
  return el("td", { class: `cell ${kind}${ended ? " ended" : ""}`, "data-chosen": state.row === v.r && state.column === column.i ? "1" : null }, button);
}

const LEGEND = [["direct", "✓"], ["indirect", "✓"], ["none", "—"], ["unknown", "?"], ["over", "✕"], ["early", "!"], ["draft", "…"], ["letter", "✉"], ["outside", "·"], ["stale", "⚠"], ["across", "≈"]];
const BASIC = ["direct", "indirect", "none", "unknown", "stale"]; // the others are explained where they occur
const present = (kind) => plans.some((p) => p.standing === kind || (kind === "across" && (p.across || p.inferred))) || (kind === "outside" && rows.some((row) => matrix().columns.some((c) => outside(instruments[row.i], c))));

function showGrid() {
  count();
  const { columns, shown } = view();
  const planned = shown.filter((v) => v.covered).length;
  byId("summary").replaceChildren(el("span", {}, w().summary(shown.length, planned, shown.filter((v) => v.cells.length && !v.applies).length, columns.length, matrix().by)), ...LEGEND.filter(([kind]) => BASIC.includes(kind) || present(kind)).map(([kind, sign]) =>
    el("span", { class: "key" }, el("i", { class: `cell ${kind}`, "aria-hidden": "true" }, sign), w().states[kind])));
  const sorter = (key, label, more = "", span = {}) => el("th", { scope: "col", "aria-sort": state.sort === key ? (state.way > 0 ? "ascending" : "descending") : null, ...span },
    el("button", { type: "button", "data-sort": key, onclick: () => sortBy(key) }, el("bdi", { title: label.length > 40 ? label : null }, label), state.sort === key ? (state.way > 0 ? " ▲" : " ▼") : "", more));
  const share = (c) => shown.filter((v) => plansOf(v.r, c).some(counts)).length;
  const head = el("tr", {}, sorter("number", w().resolution, "", { class: "name" }), sorter("date", w().date, "", { class: "fix" }), sorter("covered", w().coverage, "", { class: "fix" }),
    ...columns.map((c) => sorter(String(c.i), c.label, el("small", {}, `${share(c)}/${shown.filter((v) => plansOf(v.r, c).length || !outside(v.instrument, c)).length} · ${c.documents ? w().read(c.documents) : w().noText}`))));
  const roomy = columns.length <= 3;
  const limit = whole ? Infinity : LIMIT;
  const body = shown.slice(0, limit).map((v, i) => {
    const n = v.instrument;
    const name = el("th", { scope: "row", class: "name" }, el("button", { type: "button", tabindex: i ? "-1" : "0", "data-row": String(v.r), "data-column": "", onclick: () => select(v.r, null) },
      el("b", {}, ...unbroken(n)), v.row.ended.length ? el("span", { class: "tag" }, w().endedShort) : "", el("small", {}, el("span", { class: "day" }, dayOf(n) ? `${dayOf(n)} · ` : ""), text([n.issuer, n.title].filter(Boolean).join(" · ")))));
    return el("tr", {}, name, el("td", { class: "fix" }, dayOf(n)), el("td", { class: "fix" }, `${v.covered}/${v.applies}`), ...v.cells.map((cell) => cellOf(v, cell, roomy)));
  });
  const rest = shown.length - limit;
  byId("grid").replaceChildren(
    shown.length ? el("table", { id: "matrix", class: roomy ? "roomy" : null }, el("caption", { class: "unseen" }, page.title[state.lang]), el("thead", {}, head), el("tbody", {}, ...body)) : el("p", { id: "empty" }, w().empty, " ", el("button", { type: "button", onclick: () => change({ ...FRESH, by: state.by }) }, w().reset)),
    rest > 0 ? el("button", { type: "button", class: "all", onclick: () => { whole = true; showGrid(); } }, w().rowCount(rest)) : "");
}

function sortBy(key) {
  change({ sort: key, way: state.sort === key ? -state.way : 1 });
  byId("grid").querySelector(`[data-sort="${CSS.escape(key)}"]`)?.focus();
}

/** Arrow keys walk from cell to cell; one cell only is a stop of the Tab key. */
function wireArrows() {
  byId("grid").addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    const here = event.target.closest("tbody button");
    if (!step || !here) return;
    event.preventDefault();
    const lines = [...byId("matrix").tBodies[0].rows].map((line) => [...line.querySelectorAll("button")]);
    const y = lines.findIndex((line) => line.includes(here));
    const next = lines[y + step[0]]?.[lines[y].indexOf(here) + step[1]];
    if (!next) return;
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
