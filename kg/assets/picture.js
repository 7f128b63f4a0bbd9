// The drawing as SVG, from the positions that the program computed, and as PNG, painted from the same SVG.
const xml = (s) => String(s).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const MARGIN = { left: 150, top: 74, right: 20, bottom: 20 };
const LONGEST = 8000; // pixels of a PNG's longer side: browsers refuse much more

function shape(kind, x, y, width, height) {
  if (kind === "plan") return `M${x} ${y}h${width - 18}l18 18v${height - 18}h${-width}z`;
  const r = kind === "resolution" ? 20 : kind === "other" ? 0 : 5;
  return r ? `M${x + r} ${y}h${width - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${height - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - width}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - height}a${r} ${r} 0 0 1 ${r} ${-r}z` : `M${x} ${y}h${width}v${height}h${-width}z`;
}

function nodeSvg(n, ctx) {
  const open = n.status === "unresolved";
  const tone = open ? colour.warn : colour[n.branch] || colour.none;
  const [left, top] = [n.x - BOX_W / 2, n.y - BOX_H / 2];
  const dash = open ? "8 5" : n.status === "named" ? "2 3" : "none";
  const lean = n.number && !open ? "normal" : "italic";
  const line = (words, size, y, ink, weight = 400, style = "normal") => (words ? `<text x="${left + 15}" y="${y}" font-size="${size}" font-weight="${weight}" font-style="${style}" fill="${ink}">${xml(words)}</text>` : "");
  const wide = BOX_W - 26;
  const head = cardHead(n);
  const parts = n.words || n.number
    ? [line(fit(ctx, head, `600 16px ${FONT}`, wide - 10, 1)[0], 16, top + 20, colour.text, 600, lean), ...fit(ctx, n.words || n.type || "", `12.5px ${FONT}`, wide, 2).map((t, i) => line(t, 12.5, top + 38 + i * 15.5, colour.text))]
    : fit(ctx, head, `italic 13.5px ${FONT}`, wide, 3).map((t, i) => line(t, 13.5, top + 19 + i * 17, colour.text, 400, "italic"));
  return `<g><title>${xml([short(n), n.words].filter(Boolean).join(" · "))}</title><path d="${shape(n.kind, left, top, BOX_W, BOX_H)}" fill="${open ? colour.page : colour.paper}" stroke="${n.id === state.node ? colour.accent : tone}" stroke-width="${n.id === state.node ? 5 : 1.6}" stroke-dasharray="${dash}"/>` +
    (open ? "" : `<rect x="${left + 1}" y="${top + (n.kind === "resolution" ? 14 : 5)}" width="6" height="${BOX_H - (n.kind === "resolution" ? 28 : 10)}" fill="${tone}"/>`) +
    parts.join("") + line(fit(ctx, footOf(n), `12px ${FONT}`, wide, 1)[0], 12, top + BOX_H - 8, colour.muted) + (n.holds ? line(`▸ +${n.holds}`, 14, top + BOX_H + 16, colour.accent, 600) : "") + "</g>";
}

/** What is drawn now, whole, as an SVG document in the light colours of paper: {svg, width, height}. */
function picture() {
  const { theme } = document.documentElement.dataset;
  document.documentElement.dataset.theme = "light";
  readColours();
  const found = paint();
  document.documentElement.dataset.theme = theme;
  readColours();
  return found;
}

/** On paper the picture stands in the place of the canvas: whole, and sharp. */
function printPicture() {
  const drawing = new DOMParser().parseFromString(picture().svg, "image/svg+xml").documentElement;
  byId("map").append(document.adoptNode(drawing));
}

function paint() {
  const ctx = document.createElement("canvas").getContext("2d");
  const drawn = nodes.filter(nodeDrawn);
  const closed = tiles().filter((g) => !state.open.has(g.key)).map((g) => ({ ...g, count: g.members.filter(nodeShown).length })).filter((g) => g.count);
  const spans = [...drawn.map((n) => [n.x - BOX_W / 2 - 20, n.x + BOX_W / 2 + 20, n.y - BOX_H / 2 - 20, n.y + BOX_H / 2 + 20]), ...closed.map((g) => [g.left, g.right, g.top, g.bottom])];
  const edge = (i, pick) => spans.reduce((best, span) => pick(best, span[i]), spans.length ? spans[0][i] : 0);
  const [x1, x2, y1, y2] = [edge(0, Math.min), edge(1, Math.max), edge(2, Math.min), edge(3, Math.max)];
  const k = Math.max(1, (x2 - x1) / 1600); // the words round a large picture grow with it: it will be shown smaller
  const [width, height] = [x2 - x1 + MARGIN.left * k + MARGIN.right, y2 - y1 + MARGIN.top * k + MARGIN.bottom + 26 * k].map(Math.round);
  const [left, top] = [Math.round(x1 - MARGIN.left * k), Math.round(y1 - MARGIN.top * k)];
  const lines = edges.filter((e) => edgeDrawn(e) && e.from !== e.to);
  const used = Object.keys(page.relations).filter((p) => lines.some((e) => e.p === p));
  const label = (words, x, y, size, weight, ink = colour.text) => `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${ink}">${xml(words)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}" font-family="${xml(FONT)}" lang="${state.lang}">`,
    `<title>${xml(page.title[state.lang])}</title><rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colour.paper}"/>`,
    "<defs>", ...used.map((p) => `<marker id="a-${xml(p)}" viewBox="0 0 10 10" refX="9" refY="5" markerUnits="userSpaceOnUse" markerWidth="13" markerHeight="13" orient="auto"><path d="M0 0L10 5L0 10z" fill="${colour[`r-${p}`]}"/></marker>`), "</defs>",
    label(page.title[state.lang], left + 14 * k, top + 32 * k, 20 * k, 600),
  ];
  page.bands.forEach((band, i) => {
    const [from, to] = [Math.max(band.top, y1), Math.min(band.bottom, y2)];
    if (from >= to) return;
    parts.push(`<rect x="${left}" y="${from}" width="${width}" height="${to - from}" fill="${colour[i % 2 ? "band-b" : "band-a"]}"/>`);
    fit(ctx, w().bands[band.key], `600 12px ${FONT}`, MARGIN.left - 24, Math.max(1, Math.floor((to - from - 8) / (15 * k)))).forEach((words, i) => parts.push(label(words, left + 12 * k, from + (20 + i * 15) * k, 12 * k, 600)));
  });
  for (const year of page.years) if (year.right > x1 && year.left < x2) parts.push(`<path d="M${year.left - 9} ${y1}V${y2}" stroke="${colour.year}"/>`, label(year.year ?? w().undatedShort, year.left, y1 - 8 * k, 14 * Math.min(k, 3), 600));
  for (const e of lines) {
    const look = lookOf(e);
    parts.push(`<path d="${pathOf(wayOf(e), 2)}" fill="none" stroke="${look.ink}" stroke-width="${look.width}" opacity="${look.alpha}" stroke-dasharray="${look.dash || "none"}" marker-end="url(#a-${xml(e.p)})"/>`);
  }
  for (const g of closed) parts.push(`<rect x="${g.left + 7}" y="${g.top + 7}" width="${g.right - g.left - 14}" height="${g.bottom - g.top - 14}" fill="${colour.paper}" stroke="${colour.control}"/><text x="${(g.left + g.right) / 2}" y="${(g.top + g.bottom) / 2}" font-size="${Math.max(40, Math.min((g.bottom - g.top) / 3, 120))}" font-weight="600" text-anchor="middle" dominant-baseline="central" fill="${colour.text}">${g.count}</text>`);
  for (const n of drawn) parts.push(lit && !lit.nodes.has(n.id) ? `<g opacity="0.3">${nodeSvg(n, ctx)}</g>` : nodeSvg(n, ctx));
  let x = left + 14 * k;
  for (const p of used) {
    const y = y2 + 26 * k;
    parts.push(`<path d="M${x} ${y}h${26 * k}" stroke="${colour[`r-${p}`]}" stroke-width="${3 * k}"/>`, label(relationLabel(p), x + 34 * k, y + 4 * k, 13 * k, 400));
    ctx.font = `13px ${FONT}`;
    x += (58 + ctx.measureText(relationLabel(p)).width) * k;
  }
  parts.push("</svg>");
  return { svg: parts.join("\n"), width, height };
}

function save(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

async function savePicture(kind) {
  const { svg, width, height } = picture();
  const name = `${w().pictureFile}.${kind}`;
  if (kind === "svg") return save(new Blob([svg], { type: "image/svg+xml" }), name);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const scale = Math.min(2, LONGEST / Math.max(width, height));
  const canvas = el("canvas", { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, name), "image/png");
}
