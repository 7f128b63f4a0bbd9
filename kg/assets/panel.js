// The evidence panel and the tip.
/** One edge as words: "370/KH-UBND implements 08-NQ/TU"; the side that is not `here` is a button that selects it. */
function sentence(e, here) {
  const side = (i) => (i === here ? text(nodes[i].head) : el("button", { type: "button", class: "link", onclick: () => select(i) }, text(short(nodes[i]))));
  return el("span", {}, side(e.from), " ", el("b", {}, relationLabel(e.p)), " ", side(e.to));
}

/** What has ended an instrument, in whole or in part, as words: "Được thay thế bởi 57-NQ/TW (22/12/2024)". */
const ENDS = 3; // that are told of one instrument
const endWords = (end) => {
  const words = page.ends[end.p][state.lang];
  return end.provisions ? `${w().part} ${words} ` : `${words[0].toUpperCase()}${words.slice(1)} `;
};
const endMore = (end) => [end.date && ` (${w().day(end.date)})`, end.inferred && ` (${surmised(end)})`, end.provisions && `: ${cut(end.provisions, 300)}`].filter(Boolean).join("");
function endsOf(n) {
  const ends = n.ended || [];
  if (!ends.length) return "";
  const by = (end) => (byKey.has(end.key) ? el("button", { type: "button", class: "link", onclick: () => select(byKey.get(end.key).id) }, text(end.head)) : text(end.head));
  return el("div", { class: "warn ended" }, ...ends.slice(0, ENDS).map((end) => el("p", {}, endWords(end), by(end), text(endMore(end)))), ends.length > ENDS ? el("p", {}, `+ ${ends.length - ENDS}`) : "");
}

function item(e, here, open) {
  const sides = [e.from, e.to].filter((i) => i !== here);
  const li = el("li", {}, sentence(e, here), e.inferred ? el("p", {}, el("span", { class: "tag" }, surmised(e))) : "", ...sides.map((i) => endsOf(nodes[i])), evidenceBlock(e, open));
  li.style.setProperty("--edge", colour[`r-${e.p}`]);
  return li;
}

/** The ways up from a node, as a nested list; what was opened once is only named again. */
function pathList(start) {
  const opened = new Set();
  const build = (i, depth) => {
    opened.add(i);
    const list = el("ol");
    for (const [e, other] of upward(i)) {
      const li = item(e, i, depth === 0);
      if (opened.has(other)) {
        if (upward(other).length) li.append(el("span", { class: "again" }, w().again));
      } else if (depth < 40 && upward(other).length) li.append(build(other, depth + 1));
      list.append(li);
    }
    return list;
  };
  return build(start, 0);
}

/** A term of the Party as it is written: XIII. */
const roman = (n) => "X".repeat(Math.floor(n / 10)) + ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][n % 10];

function facts(n) {
  const rows = [["issuer", n.issuer], ["place", n.place], ["level", w().bands[n.band]], ["date", n.date ? w().day(n.date) : n.year], ["term", n.term && roman(n.term)], ["title", n.number ? n.title || n.name : n.title !== n.head ? n.title : null], ["statusWord", w()[n.status]], ["key", n.key]];
  return el("dl", {}, ...rows.filter(([, v]) => v !== null && v !== undefined && v !== "").flatMap(([k, v]) => [el("dt", {}, w()[k]), el("dd", {}, text(v))]));
}

function candidateList(n) {
  const found = n.candidates || [];
  if (n.status !== "unresolved" && !found.length) return "";
  const entry = (key) => (byKey.has(key) ? el("button", { type: "button", class: "link", onclick: () => select(byKey.get(key).id) }, text(short(byKey.get(key)))) : text(key));
  return el("div", { class: "warn" }, n.status === "unresolved" ? `${w().openName} ` : "", found.length ? w().candidates : w().noCandidates, found.length ? el("ul", {}, ...found.map((key) => el("li", {}, entry(key)))) : "");
}

function showPanel() {
  const panel = byId("panel");
  const open = state.node !== null || state.edge !== null;
  panel.hidden = !open;
  panel.replaceChildren();
  if (!open) return;
  const close = el("button", { type: "button", class: "close", onclick: () => select(null) }, w().close);
  if (state.edge !== null) {
    const e = edges[state.edge];
    const quoted = () => [citation(nodes[e.from]), proofOf(edgeWords(e), e)].join("\n");
    panel.append(el("h2", {}, relationLabel(e.p)), close, el("ul", {}, item(e, null, true)), el("div", { class: "acts" }, el("button", { type: "button", onclick: (event) => copy(quoted(), event.currentTarget) }, w().cite)));
  } else {
    const n = nodes[state.node];
    const shown = (list) => list.filter((e) => edgeShown(e));
    const ways = new Set([...upward(n.id), ...downward(n.id)].map(([e]) => e));
    const others = shown([...out[n.id], ...into[n.id].filter((e) => e.from !== e.to)]).filter((e) => !ways.has(e));
    const down = downward(n.id);
    panel.append(el("h2", {}, text(n.number && n.type ? `${n.type} ${n.number}` : n.head)), close, n.number || !n.type ? "" : el("span", { class: "muted" }, text(n.type)), endsOf(n), facts(n), candidateList(n));
    panel.append(el("div", { class: "acts" }, el("button", { type: "button", onclick: () => lookAtAll([...lit.nodes]) }, w().fitPath), el("button", { type: "button", onclick: (event) => copy([citation(n), ...upward(n.id).map(([e]) => proofOf(edgeWords(e), e))].join("\n"), event.currentTarget) }, w().cite),
      below(n.id).length ? el("button", { type: "button", class: "fold", "aria-expanded": String(!state.folded.has(n.id)), onclick: () => { toggleFold(n.id); byId("panel").querySelector(".fold")?.focus(); } }, state.folded.has(n.id) ? w().unfold : w().fold) : ""));
    panel.append(el("h3", {}, w().up), upward(n.id).length ? pathList(n.id) : el("p", { class: "muted" }, w().noUp));
    if (down.length) panel.append(el("h3", {}, `${w().down} (${down.length})`), el("ul", {}, ...down.map(([e]) => item(e, n.id, down.length < 4))));
    if (others.length) panel.append(el("h3", {}, `${w().others} (${others.length})`), el("ul", {}, ...others.map((e) => item(e, n.id, others.length < 4))));
  }
  panel.scrollTop = 0;
  for (const quote of panel.querySelectorAll("blockquote")) {
    const mark = quote.querySelector("mark"); // the cue of a long quote must not hide below the fold
    if (mark && quote.scrollHeight > quote.clientHeight) quote.scrollTop = mark.offsetTop - quote.offsetTop - quote.clientHeight / 2;
  }
}

function showTip(lines, point) {
  const tip = byId("tip");
  tip.hidden = !lines;
  if (!lines) return;
  tip.replaceChildren(...lines.filter(Boolean).map((line, i) => el(i ? "span" : "b", {}, line)));
  tip.style.left = `${Math.max(4, Math.min(point.x + 14, holder.clientWidth - tip.offsetWidth - 6))}px`;
  tip.style.top = `${Math.max(4, point.y + 16 + tip.offsetHeight > holder.clientHeight ? point.y - tip.offsetHeight - 10 : point.y + 16)}px`;
}
const endTip = (n) => (n.ended ? `${endWords(n.ended[0])}${n.ended[0].head}${endMore(n.ended[0])}` : "");
const nodeTip = (n) => [short(n), endTip(n), cut(n.words || "", 160), [n.date ? w().day(n.date) : n.year, bodyOf(n)].filter(Boolean).join(" · "), n.status === "resolved" ? "" : w()[n.status]];
const edgeWords = (e) => `${nodes[e.from].head} ${relationLabel(e.p)} ${nodes[e.to].head}`;
/** That an end of a relation was inferred, and why; empty where the words tell it. */
const surmised = (e) => (e.inferred ? `${w().inferred}: ${e.inferred[state.lang]}` : "");
const edgeTip = (e) => [edgeWords(e), cut(`“${evidences(e)[0].quote.join("")}”`, 180), whereOf(evidences(e)[0]).slice(0, 1).join(""), e.unsure ? (evidences(e)[0].across ? w().across : w().low) : "", surmised(e)];
