// The ways of the lines. Boxes stand in rows, so a line crosses every row between its ends through a gap of it; of the lines
// through these gaps the tautest is taken, as a string pulled tight, with its corners rounded. No line runs through a box.
const CLEAR = 7; // the least distance from a box that is passed
const FAN = 9; // lines round the same corner spread over this
const STUB = 8; // a line leaves and enters a box straight on
const PORT = 16; // between two lines on the same side of a box

const half = { w: BOX_W / 2, h: BOX_H / 2 };
let terrain = null; // what the lines have to pass, until boxes move

/** Rows from top to bottom: {top, bottom, blocks}, where blocks are [left, right] from left to right. */
function rowsOf(boxes) {
  const rows = new Map();
  for (const n of boxes) {
    if (!rows.has(n.y)) rows.set(n.y, { y: n.y, top: n.y - half.h, bottom: n.y + half.h, room: 36, blocks: [] });
    rows.get(n.y).blocks.push([n.x - half.w, n.x + half.w]);
  }
  const sorted = [...rows.values()].sort((a, b) => a.y - b.y);
  for (const row of sorted) row.blocks.sort((a, b) => a[0] - b[0]);
  return sorted;
}

/** The free stretch of a row that is nearest to x: [left, right]. */
function gapNear({ blocks, limit }, x) {
  let low = 0;
  for (let high = blocks.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (blocks[middle][1] > x) high = middle;
    else low = middle + 1;
  }
  const b = blocks[low];
  const left = (i) => (i >= 0 ? blocks[i][1] : -Infinity);
  const right = (i) => (i < blocks.length ? blocks[i][0] : Infinity);
  let gap = [left(low - 1), right(low)];
  if (b && x > b[0]) gap = x - b[0] < b[1] - x ? [left(low - 1), b[0]] : [b[1], right(low + 1)];
  return limit ? [Math.max(gap[0], limit[0]), Math.min(gap[1], limit[1])] : gap;
}

/** The shortest way from a point to a point through doors, which are {y, left, right}, one after the other up or down. */
function taut(start, doors, end) {
  const way = Math.sign(end[1] - start[1]);
  const all = [...doors, { y: end[1], left: end[0], right: end[0] }];
  const points = [start];
  let [x, y] = start;
  for (let from = 0; from < all.length; ) {
    let [low, high, lowest, highest, next] = [-Infinity, Infinity, -1, -1, all.length];
    for (let i = from; i < all.length; i++) {
      const down = (all[i].y - y) * way;
      const [a, b] = [(all[i].left - x) / down, (all[i].right - x) / down];
      if (a > high || b < low) {
        const turn = a > high ? highest : lowest;
        [x, y] = [a > high ? all[turn].right : all[turn].left, all[turn].y];
        points.push([x, y]);
        next = turn + 1;
        break;
      }
      if (a >= low) [low, lowest] = [a, i];
      if (b <= high) [high, highest] = [b, i];
    }
    from = next;
  }
  points.push(end);
  return points;
}

/** What a way costs: its length, and a detour for every turn. */
function cost(points) {
  let sum = 0;
  let before = null;
  for (let i = 1; i < points.length; i++) {
    const [dx, dy] = [points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]];
    const angle = Math.atan2(dy, dx);
    sum += Math.hypot(dx, dy) + (before === null ? 0 : 120 * Math.abs(Math.atan2(Math.sin(angle - before), Math.cos(angle - before))));
    before = angle;
  }
  return sum;
}

/** The doors of the best of three ways through the rows: straight on, sideways at the end, sideways at the start. */
function doorsOf(start, rows, end, lane) {
  const up = end[1] < start[1];
  const beside = CLEAR + (FAN * (lane % 4)) / 3;
  let best = [];
  let least = Infinity;
  for (let aim = 0; aim < 3 && rows.length; aim++) {
    let [x, y] = start;
    const doors = [];
    for (const row of rows) {
      const middle = (row.top + row.bottom) / 2;
      const wish = aim === 0 ? x + ((end[0] - x) * (middle - y)) / (end[1] - y) : aim === 1 ? start[0] : end[0];
      const [l, r] = gapNear(row, wish);
      const room = Math.min(beside, (r - l) / 2);
      const over = Math.min(beside, row.room / 4);
      const [left, right] = [l + room, r - room];
      doors.push({ y: up ? row.bottom + over : row.top - over, left, right }, { y: up ? row.top - over : row.bottom + over, left, right });
      [x, y] = [Math.min(Math.max(wish, left), right), middle];
    }
    const points = taut(start, doors, end);
    const price = points.length === 2 ? 0 : cost(points);
    if (price < least) [best, least] = [doors, price];
    if (!price) break;
  }
  return best;
}

// --- What stands where: rows of boxes on the whole map, bands of tiles on a summary.

function survey() {
  const drawn = state.summary ? nodes.filter(nodeDrawn) : nodes;
  terrain = { summary: state.summary, rows: rowsOf(drawn), ways: new Map(), doors: new Map(), ports: new Map() };
  terrain.index = new Map(terrain.rows.map((row, i) => [row.y, i]));
  if (state.summary) {
    terrain.tiles = new Map([...groups.values()].map((g) => [g.key, rowsOf(g.members.filter(nodeDrawn))]));
    terrain.bands = page.bands.map((band) => {
      const blocks = [...groups.values()].filter((g) => g.band === band.key && g.members.some(nodeShown)).map((g) => [g.left + 7, g.right - 7]);
      return { key: band.key, top: band.top + 7, bottom: band.bottom - 7, room: 14, blocks: blocks.sort((a, b) => a[0] - b[0]) };
    });
  }
  // Lines leave a box in the order of the directions that they take, so that they need not cross there.
  const sides = new Map(); // "id|side" → [[direction, how far to the side, id of the edge, end], …]
  for (const e of edges) {
    if (e.from === e.to || e.rejected || (state.summary && !edgeDrawn(e))) continue;
    const [a, b] = [nodes[e.from], nodes[e.to]];
    if (a.y === b.y && neighbours(a, b)) continue;
    const points = way(e, 0, 0);
    for (const [n, m, end, [, p, q]] of [[a, b, "from", points], [b, a, "to", [...points].reverse()]]) {
      const side = `${n.id}|${climbs(n, m) ? "top" : "bottom"}`;
      const [dx, dy] = [q[0] - p[0], Math.abs(q[1] - p[1])];
      if (!sides.has(side)) sides.set(side, []);
      sides.get(side).push([dy ? dx / dy : Math.sign(dx) * (1e6 - Math.abs(dx)), m.x - n.x, e.id, end]);
    }
  }
  for (const list of sides.values()) {
    list.sort((p, q) => p[0] - q[0] || p[1] - q[1] || p[2] - q[2]);
    const step = list.length > 1 ? Math.min(PORT, (BOX_W - 48) / (list.length - 1)) : 0;
    list.forEach(([, , id, end], i) => terrain.ports.set(`${id}|${end}`, (i - (list.length - 1) / 2) * step));
  }
}

const sameTile = (a, b) => a.group === b.group;
const sameBand = (a, b) => state.summary && a.band === b.band && !sameTile(a, b);
/** Whether the line from a to b leaves a at its top: also where both stand in one row, which the line then passes above. */
const climbs = (a, b) => sameBand(a, b) || b.y <= a.y;

/** Whether no box stands between two of one row. */
function neighbours(a, b) {
  if (state.summary && !sameTile(a, b)) return false;
  const row = state.summary ? terrain.tiles.get(a.group).find((r) => r.y === a.y) : terrain.rows[terrain.index.get(a.y)];
  return gapNear(row, (a.x + b.x) / 2).every((side, i) => side === (i ? Math.max : Math.min)(a.x, b.x) + (i ? -half.w : half.w));
}

/** The points of the way of an edge, from border to border. */
function wayOf(e) {
  if (!terrain) survey();
  if (!terrain.ways.has(e.id)) terrain.ways.set(e.id, way(e, terrain.ports.get(`${e.id}|from`) || 0, terrain.ports.get(`${e.id}|to`) || 0));
  return terrain.ways.get(e.id);
}

function way(e, portA, portB) {
  const [a, b] = [nodes[e.from], nodes[e.to]];
  // Lines to or from one hub keep one lane: they run together as branches do.
  const lane = into[e.to].length >= out[e.from].length ? e.to : e.from;
  if (a.y === b.y && neighbours(a, b)) {
    const side = Math.sign(b.x - a.x);
    const aside = ((lane % 3) - 1) * 12;
    return [[a.x + side * half.w, a.y + aside], [b.x - side * half.w, b.y + aside]];
  }
  const [up, down] = [climbs(a, b), climbs(b, a)];
  const start = [a.x + portA, a.y + (up ? -half.h : half.h)];
  const end = [b.x + portB, b.y + (down ? -half.h : half.h)];
  const stub = STUB + (lane % 3) * 2;
  const [p, q] = [[start[0], start[1] + (up ? -stub : stub)], [end[0], end[1] + (down ? -stub : stub)]];
  if (up && down && !sameBand(a, b)) {
    // Over the other boxes of the row, the longer the line the higher.
    const high = a.y - half.h - 9 - 18 * (1 - 1 / (1 + Math.abs(a.x - b.x) / (4 * BOX_W)));
    return [start, [start[0], high], [end[0], high], end];
  }
  if (sameBand(a, b)) {
    const top = groups.get(a.group).top + (lane % 5) * 2 - 4;
    const [l, r] = [[p[0], top], [q[0], top]];
    return [start, ...taut(p, doorsOf(p, outOfTile(a, true), l, lane), l), ...taut(q, doorsOf(q, outOfTile(b, true), r, lane), r).reverse(), end];
  }
  if (!terrain.doors.has(e.id)) terrain.doors.set(e.id, doorsOf(p, rowsFor(a, b, up), q, lane)); // the ports hardly matter
  return [start, ...taut(p, terrain.doors.get(e.id), q), end];
}

/** The rows that a line from a to b passes, in its order. */
function rowsFor(a, b, up) {
  const inOrder = (rows) => (up ? rows.reverse() : rows);
  if (!state.summary) return inOrder(terrain.rows.slice(Math.min(terrain.index.get(a.y), terrain.index.get(b.y)) + 1, Math.max(terrain.index.get(a.y), terrain.index.get(b.y))));
  if (sameTile(a, b)) return inOrder(terrain.tiles.get(a.group).filter((row) => row.y > Math.min(a.y, b.y) && row.y < Math.max(a.y, b.y)));
  const [from, to] = [a, b].map((n) => terrain.bands.findIndex((band) => band.key === n.band));
  return [...outOfTile(a, up), ...inOrder(terrain.bands.slice(Math.min(from, to) + 1, Math.max(from, to))), ...outOfTile(b, !up).reverse()];
}

/** The points of the way of a stream between two closed tiles of a summary. */
function streamWay(a, b, lane) {
  if (!terrain) survey();
  const [from, to] = [a, b].map((g) => terrain.bands.findIndex((band) => band.key === g.band));
  const up = to <= from;
  const at = (g, top) => [(g.left + g.right) / 2, top ? g.top + 7 : g.bottom - 7];
  const [start, end] = [at(a, up), at(b, from <= to)];
  if (from === to) {
    const [l, r] = a.left < b.left ? [a, b] : [b, a];
    if (gapNear(terrain.bands[from], l.right).every((side, i) => side === (i ? r.left + 7 : l.right - 7))) return [[l.right - 7, (l.top + l.bottom) / 2], [r.left + 7, (r.top + r.bottom) / 2]];
    return [start, [start[0], a.top], [end[0], a.top], end];
  }
  const passed = terrain.bands.slice(Math.min(from, to) + 1, Math.max(from, to));
  const doors = doorsOf(start, up ? passed.reverse() : passed, end, lane);
  return taut(start, doors, end);
}

/** The rows of a tile that a line passes from a box to the edge of its band, and the strip along that edge. */
function outOfTile(n, up) {
  const g = groups.get(n.group);
  const limit = [g.left - 5, g.right + 5];
  const rows = terrain.tiles.get(n.group).filter((row) => (up ? row.y < n.y : row.y > n.y)).map((row) => ({ ...row, limit }));
  const last = rows.length ? (up ? rows[0].top : rows[rows.length - 1].bottom) : up ? n.y - half.h : n.y + half.h;
  const strip = up ? { top: g.top + 7, bottom: last - 18 } : { top: last + 18, bottom: g.bottom - 7 };
  return [...(up ? rows.reverse() : rows), { ...strip, room: 8, blocks: [], limit }];
}

/** A way as a path of SVG with rounded corners; a corner is cut by less than the distance that lines keep from boxes. */
function pathOf(points, cutEnd = 0) {
  const at = ([x, y]) => `${+x.toFixed(1)} ${+y.toFixed(1)}`;
  const towards = (p, q, d) => {
    const length = Math.hypot(q[0] - p[0], q[1] - p[1]) || 1;
    return [p[0] + ((q[0] - p[0]) * d) / length, p[1] + ((q[1] - p[1]) * d) / length];
  };
  const last = points.length - 1;
  let path = `M${at(points[0])}`;
  for (let i = 1; i < last; i++) {
    const [before, p, after] = [points[i - 1], points[i], points[i + 1]];
    const [a, b] = [Math.hypot(before[0] - p[0], before[1] - p[1]), Math.hypot(after[0] - p[0], after[1] - p[1])];
    const bend = a && b ? ((before[0] - p[0]) * (after[0] - p[0]) + (before[1] - p[1]) * (after[1] - p[1])) / (a * b) : -1;
    const d = Math.min(i === 1 ? a : a / 2, i === last - 1 ? b - cutEnd - 1 : b / 2, (2 * CLEAR - 2) / Math.sqrt(Math.max((1 + bend) / 2, 1e-4)));
    path += `L${at(towards(p, before, d))}Q${at(p)} ${at(towards(p, after, d))}`;
  }
  return `${path}L${at(cutEnd ? towards(points[last], points[last - 1], cutEnd) : points[last])}`;
}
