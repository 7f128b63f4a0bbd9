"""What every page of the program has in common: text made safe, data as inert JSON, the policy, evidence in short.

A page is one offline file. Data enters as JSON that cannot leave its element; scripts put it on the page as text only; the
Content-Security-Policy allows the scripts and the style of this package, by hash, and no connection at all.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from kg.labels import label, reason, rule
from kg.lexicon import load
from kg.lineage import PREDICATES
from kg.normal import normalise

LANGUAGES = ("vi", "en")
UNSURE = 0.8  # below it, a step is uncertain: a line is dashed
_RULE = 4  # where the rule stands in a piece of evidence
# Control characters, and those that turn the direction of what follows: they could make a number read as another.
_INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def shown(value: Any) -> str:
    """A text without the characters that nobody sees."""
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", str(value))


def plain(value: Any) -> str | int | None:
    """A fact as JSON has it: None for what is not known or empty."""
    if value is None or value == "":
        return None
    return value if isinstance(value, int) else shown(value)


def dump(value: Any) -> str:
    """JSON that can stand in a script element: none of its characters can end the element or begin a comment."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)
    for character in "<>&\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return encoded


def escape(text: str) -> str:
    """A text as HTML."""
    return html.escape(text)


def asset(name: str) -> str:
    """The text of a file of `kg/assets`."""
    return (files("kg") / "assets" / name).read_text(encoding="utf-8")


def script(*names: str) -> str:
    """Several scripts of `kg/assets` as one, whose names stay its own."""
    return "\n".join(["(() => {", '"use strict";', *(asset(f"{name}.js") for name in names), "})();"])


def policy(scripts: Iterable[str], style: str) -> str:
    """The Content-Security-Policy of a page with these scripts and this style, and nothing else."""
    return (
        f"default-src 'none'; script-src {' '.join(map(_hash, scripts))}; style-src {_hash(style)}; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def fill(template: str, values: Mapping[str, str]) -> str:
    """A template with its `{{ name }}`s filled in, in one pass: what a value holds is never read as a name."""
    return re.sub(r"\{\{ (\w+) \}\}", lambda m: values[m[1]], template)


def relations(used: Iterable[str]) -> dict[str, dict[str, str]]:
    """The labels of the relations that occur, by language; an unknown one has its own name."""
    order = {name: place for place, name in enumerate(PREDICATES)}
    wanted = sorted(used, key=lambda name: (order.get(name, len(order)), name))
    return {name: {language: label(name, language=language) for language in LANGUAGES} for name in wanted}


def ends(used: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the object of a relation calls it, "replaced by", by language."""
    return {
        p: {language: label(p, inverse=True, language=language) for language in LANGUAGES} for p in sorted(set(used))
    }


def surmised(why: str) -> dict[str, str] | None:
    """Why an end of a relation was inferred, by language; None where the words tell it."""
    told = {language: reason(why, language=language).rstrip(".") for language in LANGUAGES if why}
    return {language: words[:1].lower() + words[1:] for language, words in told.items()} or None


def rules(pieces: Iterable[list[Any]]) -> dict[str, dict[str, str]]:
    """What the rules of pieces of evidence are called, by language."""
    used = sorted({piece[_RULE] for piece in pieces})
    return {name: {language: rule(name, language=language) for language in LANGUAGES} for name in used}


def trust(data: Mapping[str, Any]) -> tuple[int, float, list[str], list[int], list[str]]:
    """Sorts evidence: a person's word first, then confidence, then as the text has it; the rest only makes the order whole."""
    word = {"accepted": 0, "rejected": 2}.get(str(data.get("status")), 1)
    of = [str(data.get(name)) for name in ("source", "document")]
    at = [n if isinstance(n := data.get(name), int) else 0 for name in ("start", "end")]
    return word, -confidence(data), of, at, [str(data.get(name)) for name in ("rule", "quote", "provision", "page")]


def confidence(data: Mapping[str, Any]) -> float:
    """The confidence of an edge, which is certain where nothing is said."""
    value = data.get("confidence")
    return 1.0 if value is None else float(value)


def evidence(
    data: Mapping[str, Any], predicate: str, quotes: dict[tuple[str, ...], int], sources: dict[str, int]
) -> list[Any]:
    """[quote, start, end, page, rule, confidence, provision, source, status]; quote and source index their tables.

    `quotes` and `sources` are added to: many edges share them. A quote is in pieces, every second one a cue.
    """
    quote = tuple(marked(shown(data.get("quote") or ""), predicate))
    source = shown(data.get("source") or "")
    return [
        quotes.setdefault(quote, len(quotes)),
        *(data.get(name) for name in ("start", "end", "page")),
        shown(data.get("rule") or ""),
        data.get("confidence"),
        plain(data.get("provision")),
        sources.setdefault(source, len(sources)),
        shown(data.get("status") or ""),
    ]


def marked(quote: str, predicate: str) -> list[str]:
    """The quote in pieces, every second one a cue of the relation: ["Kế hoạch ", "thực hiện", " Nghị quyết"]."""
    cues, normal = load().cues, normalise(quote)
    pieces, last = [], 0
    for word in re.finditer(r"\w+", normal.text):
        start = normal.original(word.start())
        found = cues.match(normal.text, word.start()) if start >= last else None
        if found and found[0].predicate == predicate:
            end = normal.original(found[1])
            pieces += [quote[last:start], quote[start:end]]
            last = end
    return [*pieces, quote[last:]]


def _hash(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"
