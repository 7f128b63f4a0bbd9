// Evidence in words: the quote with its cue, and where it stands.
function quoteOf(piece) {
  return el("blockquote", { tabindex: piece.quote.join("").length > 500 ? "0" : null }, ...piece.quote.map((part, i) => (i % 2 ? el("mark", {}, part) : part)));
}

const evidences = (e) => e.evidence.map(([quote, start, end, pageNumber, rule, confidence, provision, source, status]) => ({
  quote: page.quotes[quote], start, end, page: pageNumber, rule, confidence, provision, source: page.sources[source], status,
  across: rule.startsWith("discourse"), low: confidence !== null && confidence < 0.8 }));

function whereOf(piece) {
  const parts = [piece.source, piece.page !== null ? `${w().page} ${piece.page}` : "", piece.start !== null ? `${w().chars} ${piece.start}–${piece.end}` : "", piece.provision ? `${w().provision}: ${piece.provision}` : "",
    piece.rule ? `${w().rule}: ${page.rules[piece.rule]?.[state.lang] || piece.rule}` : "", piece.confidence !== null ? `${w().confidence} ${percent(piece.confidence)}` : "", w().review[piece.status] || ""];
  return parts.filter(Boolean);
}

/** A relation with the words that prove it, and where they stand, to paste beside a citation. */
function proofOf(sentence, e) {
  const [best] = evidences(e);
  const where = [best.source, best.page !== null ? `${w().page} ${best.page}` : "", best.start !== null ? `${w().chars} ${best.start}–${best.end}` : "", best.across ? w().across : ""];
  return `${sentence}: “${best.quote.join("").replace(/\s+/g, " ").trim()}” (${where.filter(Boolean).join(", ")})`;
}

function evidenceBlock(e, open) {
  const list = evidences(e);
  const body = list.map((piece) => el("div", {}, quoteOf(piece),
    el("p", { class: "where" }, ...whereOf(piece).flatMap((s, i) => (i ? [" · ", text(s)] : [text(s)])),
      piece.across || piece.low ? " " : "", piece.across ? el("span", { class: "tag" }, w().across) : piece.low ? el("span", { class: "tag" }, w().low) : "")));
  return el("details", { open }, el("summary", {}, w().evidence(list.length)), ...body);
}
