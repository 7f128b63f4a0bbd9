// Folded subtrees, and the summary that a large map opens on: one tile for each level and year.
const LARGE = 1500;
const groups = new Map(); // "band|year" → {key, band, year, left, right, top, bottom, members}
for (const n of nodes) {
  const year = page.years.find((y) => n.x > y.left && n.x < y.right);
  n.group = `${n.band}|${year.year ?? ""}`;
  if (!groups.has(n.group)) {
    const band = page.bands.find((b) => b.key === n.band);
    groups.set(n.group, { key: n.group, band: n.band, year: year.year, left: year.left, right: year.right, top: band.top, bottom: band.bottom, members: [] });
  }
  groups.get(n.group).members.push(n);
}

// Ways down and up on the whole map, whatever is filtered: folding hides a subtree, filters hide more.
const ways = (e) => !e.rejected && (page.derives.includes(e.p) || e.p === page.approves);
const below = (i) => [...into[i].filter((e) => ways(e) && e.p !== page.approves).map((e) => e.from), ...out[i].filter((e) => ways(e) && e.p === page.approves).map((e) => e.to)];
const above = (i) => [...out[i].filter((e) => ways(e) && e.p !== page.approves).map((e) => e.to), ...into[i].filter((e) => ways(e) && e.p === page.approves).map((e) => e.from)];

function reach(start, next) {
  const seen = new Set(start);
  const stack = [...start];
  while (stack.length)
    for (const other of next(stack.pop()))
      if (!seen.has(other)) {
        seen.add(other);
        stack.push(other);
      }
  return seen;
}

/** Marks what the folded subtrees hide: all below them that does not also hang on something that stays. */
function markFolds() {
  const hidden = reach(state.folded, below);
  for (const i of state.folded) if (!above(i).some((j) => hidden.has(j))) hidden.delete(i);
  let stack = [...hidden].filter((i) => above(i).some((j) => !hidden.has(j) && !state.folded.has(j)));
  while (stack.length) {
    const i = stack.pop();
    if (!hidden.delete(i) || state.folded.has(i)) continue;
    stack = stack.concat(below(i).filter((j) => hidden.has(j)));
  }
  for (const n of nodes) {
    n.under = hidden.has(n.id);
    n.holds = 0;
  }
  for (const i of state.folded) nodes[i].holds = [...reach([i], below)].filter((j) => hidden.has(j)).length;
}

function toggleFold(i) {
  if (state.folded.has(i)) state.folded.delete(i);
  else state.folded.add(i);
  markFolds();
  redraw();
  showPanel();
  say(state.folded.has(i) ? w().foldedWord(nodes[i].holds) : w().unfold);
  remember();
}

/** Opens whatever hides a node. */
function reveal(i) {
  if (nodes[i].under) {
    for (const j of reach([i], above)) if (j !== i) state.folded.delete(j);
    markFolds();
  }
  if (state.summary) state.open.add(nodes[i].group);
}

// --- The summary
const tiles = () => (state.summary ? [...groups.values()] : []);

function setSummary(on) {
  state.summary = on;
  state.open.clear();
  redraw();
  showLegend();
  remember();
}

function toggleTile(group) {
  if (state.open.has(group.key)) state.open.delete(group.key);
  else state.open.add(group.key);
  redraw();
  const open = state.open.has(group.key);
  say(`${w().bands[group.band]}, ${group.year ?? w().undated}: ${open ? w().opened : w().closed}`);
  if (open) lookAtAll(group.members.filter(nodeShown).map((n) => n.id), 0.9, 0.3) < 0.3 && look((group.left + group.right) / 2, (group.top + group.bottom) / 2, 0.4);
  remember();
}

/** The tile to toggle at a point of the picture: a closed one anywhere in it, an open one at its corner. */
function tileAt(x, y) {
  const size = 30 / network.getScale();
  return tiles().find((g) => x > g.left && x < g.right && y > g.top && y < g.bottom && (!state.open.has(g.key) || (x < g.left + size && y < g.top + size)));
}

/** Lines between closed tiles: how many steps of lineage lead from one to the other, the most first. */
function streams() {
  const counts = new Map();
  for (const e of edges) {
    const [a, b] = [nodes[e.from].group, nodes[e.to].group];
    if (a === b || state.open.has(a) || state.open.has(b) || !ways(e) || !edgeShown(e)) continue;
    counts.set(`${a}\n${b}`, (counts.get(`${a}\n${b}`) || 0) + 1);
  }
  return [...counts].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).slice(0, 60).map(([key, n]) => [...key.split("\n").map((k) => groups.get(k)), n]);
}

function drawTiles(ctx) {
  const scale = network.getScale();
  const middle = (g) => [(g.left + g.right) / 2, (g.top + g.bottom) / 2];
  ctx.strokeStyle = colour["r-implements"];
  if (!lit)
    for (const [a, b, n] of streams()) {
      ctx.globalAlpha = 0.28;
      ctx.lineWidth = Math.min(9, 1 + Math.log2(n)) / scale;
      ctx.beginPath();
      ctx.moveTo(...middle(a));
      ctx.lineTo(...middle(b));
      ctx.stroke();
    }
  ctx.textBaseline = "middle";
  for (const g of tiles()) {
    const count = g.members.filter(nodeShown).length;
    if (!count) continue;
    const open = state.open.has(g.key);
    ctx.globalAlpha = lit && !open ? 0.35 : 1;
    const [width, height] = [g.right - g.left - 14, g.bottom - g.top - 14];
    ctx.beginPath();
    ctx.rect(g.left + 7, g.top + 7, width, height);
    ctx.lineWidth = 1.5 / scale;
    ctx.strokeStyle = colour.control;
    if (open) {
      ctx.setLineDash([6 / scale, 5 / scale]);
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.font = `600 ${22 / scale}px ${FONT}`;
      ctx.fillStyle = colour.accent;
      ctx.textAlign = "left";
      ctx.fillText("−", g.left + 12 / scale, g.top + 16 / scale);
      continue;
    }
    ctx.fillStyle = colour.paper;
    ctx.fill();
    // The fuller the tile, the longer its bar: what is much is seen from afar.
    ctx.fillStyle = colour[g.members[0].branch] || colour.none;
    ctx.fillRect(g.left + 7, g.top + 7, width * Math.min(1, count / fullest()), Math.min(height / 6, 8 / scale));
    ctx.stroke();
    const size = Math.max(9 / scale, Math.min(26 / scale, height / 2, (width * 1.5) / String(count).length));
    ctx.textAlign = "center";
    ctx.fillStyle = colour.text;
    ctx.font = `600 ${size}px ${FONT}`;
    ctx.fillText(String(count), ...middle(g));
    const room = width - 10 / scale;
    if (height > size + 36 / scale && room > 60 / scale) {
      ctx.font = `${12 / scale}px ${FONT}`;
      ctx.fillStyle = colour.muted;
      const types = new Map();
      for (const n of g.members.filter(nodeShown)) types.set(n.type || w().unresolved, (types.get(n.type || w().unresolved) || 0) + 1);
      const lines = [...types].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0], "vi")).slice(0, 2).map(([type, n]) => `${n} ${type}`);
      lines.forEach((line, i) => ctx.measureText(line).width < room && ctx.fillText(line, middle(g)[0], middle(g)[1] + size * 0.7 + (8 + 15 * i) / scale));
    }
  }
  ctx.globalAlpha = 1;
}
let full = 0;
const fullest = () => (full ||= Math.max(...[...groups.values()].map((g) => g.members.length)));
