// The data of the page, its indexes, and what can be asked of them. Nothing here touches the document's markup.
const raw = JSON.parse(document.getElementById("data").textContent);
const { page, nodes, edges } = raw;
const state = { lang: "vi", view: "map", node: null, edge: null, off: new Set(), hide: { levels: new Set(), branches: new Set(), shapes: new Set(), statuses: new Set() }, unsure: true, least: 0, folded: new Set(), summary: false, open: new Set(), place: "", type: "", from: "", to: "" };

const KINDS = [
  ["resolution", /^(nghi quyet|chi thi|ket luan|thong bao ket luan|nghi quyet lien tich)/],
  ["act", /^(hien phap|luat|bo luat|phap lenh|lenh|sac lenh|nghi dinh|thong tu|quyet dinh|quy dinh|van ban hop nhat)/],
  ["plan", /^(ke hoach|chuong trinh|de an|chien luoc|phuong an|du an|huong dan|quy hoach)/],
];
const out = nodes.map(() => []);
const into = nodes.map(() => []);
const byKey = new Map();
for (const n of nodes) {
  const type = fold(n.type || n.name || "");
  n.kind = (KINDS.find(([, pattern]) => pattern.test(type)) || ["other"])[0];
  n.head = n.number || n.name || (n.type && n.title ? `${n.type} ${WORDS.vi.day(n.date || String(n.year ?? ""))}`.trim() : n.title || n.type || n.key);
  n.words = n.number ? n.title || n.name || "" : n.title && n.title !== n.head ? n.title : "";
  n.folded = fold([n.number, n.name, n.title, n.type, n.issuer, n.place, n.date, n.year, n.head === n.key ? n.key : null].filter((x) => x != null).join(" "));
  n.keyFolded = fold(n.key);
  n.numberFolded = fold(n.number || "");
  byKey.set(n.key, n);
}
for (const e of edges) {
  out[e.from].push(e);
  into[e.to].push(e);
}
for (const n of nodes) {
  if (n.status !== "document" || !out[n.id].length) continue;
  const file = page.sources[out[n.id][0].evidence[0][7]];
  if (!file || ![n.key, file].includes(n.head)) continue;
  n.head = file.split("/").pop(); // a document is called by its file: a card has no room for the folders, which search and quotes tell
  n.words = "";
  n.folded += ` ${fold(file)}`;
}
const heads = new Map();
for (const n of nodes) heads.set(n.head, (heads.get(n.head) || 0) + 1);
/** Where it is from, as a card has room for it; plans of one number, of one day and of several places are told apart by it. */
const whereabouts = (n) => (n.place || "").replace(/^(Thành phố|thành phố) /, "TP ");
const twin = (n) => heads.get(n.head) > 1 && Boolean(n.place);
const there = new Map();
for (const n of nodes) there.set(`${n.head}|${n.place}`, (there.get(`${n.head}|${n.place}`) || 0) + 1);
/** What a card with room for one word more tells beside its number: the place, of twins in one place the day. */
const apart = (n) => (twin(n) && there.get(`${n.head}|${n.place}`) === 1 ? whereabouts(n) : w().day(n.date || String(n.year ?? "")) || whereabouts(n));
/** Whether all of it has been replaced or repealed, or is suspended. */
const over = (n) => (n.ended || []).some((end) => !end.provisions);
const cardHead = (n) => (n.status === "unresolved" ? `? ${n.head}` : over(n) ? `⚠ ${n.head}` : n.head);
const footOf = (n) => [n.date || n.year ? w().day(n.date || String(n.year)) : "", (n.number && whereabouts(n)) || n.issuer || n.type || ""].filter(Boolean).join(" · "); // the code of a number tells the body
const short = (n) => (n.number && n.type ? `${n.type} ${n.number}` : n.head);
const yearOf = (n) => n.year ?? (n.date ? Number(n.date.slice(0, 4)) : null);
const relationLabel = (p) => page.relations[p][state.lang] || p;

/** What the legend tells apart, and hides. */
const SORTS = { levels: (n) => n.band, branches: (n) => n.branch || "none", shapes: (n) => n.kind, statuses: (n) => n.status };
const nodeShown = (n) =>
  Object.keys(SORTS).every((sort) => !state.hide[sort].has(SORTS[sort](n))) && (!state.place || n.place === state.place) && (!state.type || n.type === state.type) &&
  (!state.from || yearOf(n) === null || yearOf(n) >= Number(state.from)) && (!state.to || yearOf(n) === null || yearOf(n) <= Number(state.to));
const edgeShown = (e) => !e.rejected && !state.off.has(e.p) && (state.unsure || !e.unsure) && (e.confidence === null || e.confidence * 100 >= state.least) && nodeShown(nodes[e.from]) && nodeShown(nodes[e.to]);

// What is drawn is less than what is shown (listed, traced): a subtree may be folded, and a large map opens on its summary.
const nodeDrawn = (n) => nodeShown(n) && !n.under && (!state.summary || state.open.has(n.group) || (lit !== null && lit.nodes.has(n.id)));
const edgeDrawn = (e) => edgeShown(e) && nodeDrawn(nodes[e.from]) && nodeDrawn(nodes[e.to]);

// Steps towards the roots: from subject to object for what derives from it, backwards for what a decision puts in force.
const upward = (i) => [
  ...out[i].filter((e) => page.derives.includes(e.p) && edgeShown(e)).map((e) => [e, e.to]),
  ...into[i].filter((e) => page.approves === e.p && edgeShown(e)).map((e) => [e, e.from]),
];
const downward = (i) => [
  ...into[i].filter((e) => page.derives.includes(e.p) && edgeShown(e)).map((e) => [e, e.from]),
  ...out[i].filter((e) => page.approves === e.p && edgeShown(e)).map((e) => [e, e.to]),
];

function clearFilters() {
  Object.assign(state, { place: "", type: "", from: "", to: "", unsure: true, least: 0 });
  for (const set of [state.off, ...Object.values(state.hide)]) set.clear();
}
const filtered = () => Boolean(state.place || state.type || state.from || state.to || !state.unsure || state.least || [state.off, ...Object.values(state.hide)].some((set) => set.size));

/** All nodes and edges on the ways from a node to its roots and to what carries it out. */
function lineageOf(start) {
  const found = { nodes: new Set([start]), edges: new Set() };
  for (const next of [upward, downward]) {
    const seen = new Set([start]);
    const stack = [start];
    while (stack.length) {
      for (const [e, other] of next(stack.pop())) {
        found.edges.add(e.id);
        found.nodes.add(other);
        if (!seen.has(other)) {
          seen.add(other);
          stack.push(other);
        }
      }
    }
  }
  return found;
}

/** Nodes that hold every word of the query, best first: a number that starts with it, then a word that does; a URN names its node. */
function search(query) {
  const text = fold(typed(query.trim()));
  if (text.startsWith("urn:")) return nodes.filter((n) => n.keyFolded.includes(text));
  const tokens = text.match(/[\p{L}\p{N}]+/gu) || [];
  if (!tokens.length) return [];
  const score = (n) => {
    let sum = n.numberFolded.startsWith(text) ? 20 : 0;
    for (const t of tokens) {
      const at = n.folded.indexOf(t);
      if (at < 0) return 0;
      sum += new RegExp(`(^|[^\\p{L}\\p{N}])${t}($|[^\\p{L}\\p{N}])`, "u").test(n.folded) ? 3 : 1;
    }
    return sum;
  };
  return nodes.map((n) => [score(n), n]).filter(([s]) => s).sort((a, b) => b[0] - a[0] || (b[1].date || "").localeCompare(a[1].date || "") || a[1].id - b[1].id).map(([, n]) => n);
}

/** A citation as Vietnamese legal writing has it: type, number, date, issuer, title. */
const citation = (n) =>
  [short(n), n.date && `ngày ${WORDS.vi.day(n.date)}`, n.issuer && `của ${bodyOf(n)}`, n.words && `về ${n.words}`.replace(/^về (về|Về) /, "về ")].filter(Boolean).join(" ");
