// Elements and what they need. Text from documents enters as text nodes only.
function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((c) => c !== null && c !== undefined && c !== ""));
  return element;
}
const text = (s) => el("bdi", {}, String(s));
const byId = (id) => document.getElementById(id);
const say = (message) => (byId("status").textContent = message);
const percent = (c) => `${Math.round(c * 100)}%`;

/** Copies words; the button says that it is done. */
async function copy(words, button) {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    const area = el("textarea", { class: "unseen" });
    area.value = words;
    document.body.append(area);
    area.select();
    document.execCommand("copy"); // the Clipboard API is closed to some pages opened from a file
    area.remove();
  }
  button.textContent = w().cited;
  say(w().cited);
}
const cut = (s, n) => (s.length > n ? `${s.slice(0, n - 1).trimEnd()}…` : s);
/** A body with its place, told once (kg.placenames.body). */
function bodyOf(n) {
  const own = (n.issuer || "").split(/\s+/).filter(Boolean);
  const told = (n.place || "").split(/\s+/).filter(Boolean);
  const low = own.map((x) => x.toLowerCase());
  const wanted = told.map((x) => x.toLowerCase());
  if (!wanted.length || low.some((_, at) => wanted.every((x, k) => low[at + k] === x))) return own.join(" ");
  let shared = Math.min(own.length, told.length);
  while (shared && low.slice(-shared).join(" ") !== wanted.slice(0, shared).join(" ")) shared -= 1;
  return [...own.slice(0, own.length - shared), ...told].join(" ");
}
/** What was typed, with TƯ in a number as TW: folded, it would be TU. */
const typed = (s) => s.normalize("NFKC").replace(/([\/–-]\s?)tư(?!\p{L})/giu, "$1tw");
const fold = (s) => s.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[đð]/g, "d");

/** Puts the language of the page on every element that names its words. */
function translate() {
  document.documentElement.lang = state.lang;
  for (const element of document.querySelectorAll("[data-i18n]")) element.textContent = w()[element.dataset.i18n];
  for (const [data, attribute] of [["i18nLabel", "aria-label"], ["i18nTitle", "title"], ["i18nPlaceholder", "placeholder"]])
    for (const element of document.querySelectorAll(`[data-${data.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}]`)) element.setAttribute(attribute, w()[element.dataset[data]]);
  byId("lang-button").textContent = w().other;
  byId("lang-button").lang = state.lang === "vi" ? "en" : "vi";
}
