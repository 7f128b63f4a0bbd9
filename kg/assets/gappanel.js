// What is behind a cell: its plans, the way from each to the resolution, and the quoted words of every step.
function linkItem(index) {
  const [s, p, o, evidence, inferred] = links[index];
  const li = el("li", {}, el("span", {}, text(short(instruments[s])), " ", el("b", {}, relationLabel(p)), " ", text(short(instruments[o]))), inferred ? el("p", {}, el("span", { class: "tag" }, w().inferred), " ", inferred[state.lang]) : "", evidenceBlock({ evidence }, true));
  li.style.setProperty("--edge", getComputedStyle(document.documentElement).getPropertyValue(`--r-${p}`));
  return li;
}

function factList(n, more = []) {
  const found = [...more, [w().date, dayOf(n)], [w().issuer, bodyOf(n)], [w().title, n.number ? n.title : ""], [w().key, n.key]];
  return el("dl", {}, ...found.filter(([, v]) => v).flatMap(([k, v]) => [el("dt", {}, k), el("dd", {}, text(v))]));
}
const proofs = (path) => path.map((l) => proofOf(`${named(instruments[links[l][0]])} ${relationLabel(links[l][1])} ${named(instruments[links[l][2]])}`, { evidence: links[l][3] }));
const citeButton = (n, path = []) => el("button", { type: "button", onclick: (event) => copy([citation(n), ...proofs(path)].join("\n"), event.currentTarget) }, w().cite);
const ends = (list, words) => (list.length ? el("div", { class: "warn" }, words, el("ul", {}, ...list.map(linkItem))) : "");

function planBlock(p) {
  const n = instruments[p.i];
  const own = p.ended.filter((l) => links[l][2] === p.i);
  const others = p.ended.filter((l) => links[l][2] !== p.i);
  const how = `${w().standings[p.standing]}${p.grounded ? ` (${w().grounded})` : ""} · ${w().days(p.days)} · ${w().confidence} ${percent(p.confidence)}`;
  return el("section", { class: "plan" }, el("h3", {}, text(short(n))), el("p", { class: "muted" }, how), ...["early", "draft", "letter"].filter((kind) => p.standing === kind).map((kind) => el("div", { class: "warn" }, w().states[kind])), p.stamped ? el("div", { class: "warn" }, w().stamped) : "", p.across ? el("p", {}, el("span", { class: "tag" }, w().across)) : "", p.inferred ? el("p", {}, el("span", { class: "tag" }, w().inferred), " ", p.inferred[state.lang]) : "", ends(p.suspended, w().suspended), ends(others, w().stale), ends(own, w().over), factList(n),
    el("h4", {}, w().path), el("ol", {}, ...p.path.map(linkItem)), el("div", { class: "acts" }, citeButton(n, p.path)));
}

function showPanel() {
  const panel = byId("panel");
  panel.hidden = state.row === null;
  panel.replaceChildren();
  if (state.row === null) return;
  const row = rows[state.row];
  const n = instruments[row.i];
  const close = el("button", { type: "button", class: "close", onclick: () => select(null, null) }, w().close);
  const column = state.column === null ? null : { ...matrix().columns[state.column], i: state.column };
  panel.append(el("h2", {}, text(short(n)), column ? el("span", { class: "muted" }, " · ", text(column.label)) : ""), close);
  if (column) {
    const found = plansOf(state.row, column);
    panel.append(...(found.length ? found.map(planBlock) : [el("p", {}, outside(n, column) ? w().outside(column.label, column) : w().why(column.label, column.documents))]));
    const before = found.some(counts) ? [] : formerOf(state.row, column);
    if (before.length) panel.append(el("h3", {}, w().formerHead), ...before.map(planBlock));
    panel.append(el("div", { class: "acts" }, el("button", { type: "button", onclick: () => select(state.row, null) }, short(n))));
  } else {
    const all = columnsShown();
    const have = all.filter((c) => plansOf(state.row, c).some(counts));
    const lack = all.filter((c) => !plansOf(state.row, c).some(counts) && (plansOf(state.row, c).length || !outside(n, c)));
    const entry = (c) => el("li", {}, el("button", { type: "button", class: "link", onclick: () => select(state.row, c.i) }, text(c.label)), plansOf(state.row, c).length ? el("span", { class: "muted" }, ` ${plansOf(state.row, c).some(counts) ? w().days(first(plansOf(state.row, c))) : w().standings[plansOf(state.row, c)[0].standing]}`) : "");
    panel.append(ends(row.ended, w().rowEnded), factList(n), el("div", { class: "acts" }, citeButton(n)));
    if (have.length) panel.append(el("h3", {}, `${w().have} (${have.length})`), el("ul", {}, ...have.map(entry)));
    if (lack.length) panel.append(el("h3", {}, `${w().lack} (${lack.length})`), el("ul", {}, ...lack.map(entry)));
  }
  panel.scrollTop = 0;
}
