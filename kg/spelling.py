"""Texts typed without diacritics, or in small letters or capitals only: the words of the law are spelled as they should be.

"Can cu Nghi quyet so 29-NQ/TW cua Bo Chinh tri", "CĂN CỨ NGHỊ QUYẾT SỐ 29-NQ/TW CỦA BỘ CHÍNH TRỊ". A word keeps its length, so that
offsets stay those of the text. What the ontology does not know stays as it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from itertools import islice

from kg import locality, placenames
from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.patterns import pattern
from kg.text import LOWER, unmarked
from kg.words import WORD, Phrases

_ACCENTED = pattern("[\u00c0-\u01b0\u1ea0-\u1ef9]")
_RARELY = 60  # characters to a letter with diacritics; in Vietnamese as it should be spelled it is one in five
_MOST = 40  # such letters at most, those of a few names
_FEW = 6  # words; fewer, such as a number alone, may be in one case for other reasons
_SHORT = 2  # words of a law's name that other words resemble without diacritics: "Luat Duoc", "cac luat duoc ban hanh"
_START = pattern(rf"(?:^|[.;:!?]\s+|\n[-+•*\s]*)[{LOWER}]")
_CODE = pattern(
    r"\d[a-zđ]?\s?[/-]\s?(?:(?:19|20)\d\d\s?[/-]\s?)?[a-zđ][a-zđ&\d]*(?:\s?[/-]\s?[a-zđ][a-zđ&\d]*)*"
    r"(?=\W|$|(?:ngày|của|về)(?!\w))"  # "61/2018/nđ-cpngày 23/4/2018"
)
_HEAD = 3000  # characters in which a letterhead stands
_LINE = pattern(r"\n([^\n]+)(?=\n)")


def restored(text: str, lexicon: Lexicon) -> tuple[str, Callable[[str], str] | None]:
    """A normal text as it should be spelled, and what spells a stretch of it as it is typed again, if that is any different.

    >>> from kg.lexicon import load
    >>> restored("Can cu Nghi quyet so 29-NQ/TW ngay 04/11/2013 cua Bo Chinh tri", load())[0]
    'Căn cứ Nghị quyết số 29-NQ/TW ngày 04/11/2013 của Bộ Chính trị'
    >>> restored("CĂN CỨ NGHỊ QUYẾT SỐ 29-NQ/TW CỦA BỘ CHÍNH TRỊ", load())[0]
    'Căn cứ Nghị quyết số 29-NQ/TW của Bộ Chính trị'
    >>> restored("CHẤP HÀNH MỆNH LỆNH CỦA CHỈ HUY, NGHỊ QUYẾT SỐ 29-NQ/TW", load())[0]
    'Chấp hành mệnh lệnh của chỉ huy, Nghị quyết số 29-NQ/TW'
    """
    bare = _is_bare(text)
    one_case = (text.islower() or text.isupper()) and len(text.split(maxsplit=_FEW)) > _FEW
    one_case = one_case and len(text.lower()) == len(text.upper()) == len(text)  # not so for a few letters of others
    if not (bare or one_case):
        return text, None
    upper = text.isupper()
    marked = {m.group() for m in WORD.finditer(text) if _ACCENTED.search(m.group())} if bare else set()
    if bare:
        text = _respelled(text, _without_diacritics(lexicon, short=False), _without_diacritics(lexicon, short=True))
    if one_case:
        small = _START.sub(lambda m: m.group().upper(), _CODE.sub(lambda m: m.group().upper(), text.lower()))
        text = _placed(_respelled(small, _in_case(lexicon), keep_case=False), lexicon)
        text = _letterhead(text, lexicon)

    def typed(words: str) -> str:
        words = WORD.sub(lambda m: m[0] if m[0] in marked else unmarked(m[0]), words) if bare else words
        return words if not one_case else words.upper() if upper else words.lower()

    return text, typed


def _is_bare(text: str) -> bool:
    """Whether a text is typed without diacritics, but for a name here and there, such as that of who signs it."""
    few = min(_MOST, len(text) // _RARELY)
    return sum(1 for _ in islice(_ACCENTED.finditer(text), few + 1)) <= few


def as_typed(told: Instrument, typed: Callable[[str], str], lexicon: Lexicon) -> Instrument:
    """What a text tells, with its title as typed, not half in one spelling; so its name, where it is no known law's."""
    if told.title is None and told.name is None:
        return told
    name = told.name if not told.name or lexicon.named(told.name) else told.name[0] + typed(told.name[1:])
    return replace(told, title=told.title and typed(told.title), name=name)


def _respelled(
    text: str, table: Phrases[str], before_capital: Phrases[str] | None = None, *, keep_case: bool = True
) -> str:
    """The text with its phrases as a table spells them; as another does, where the second word begins with a capital."""
    made: list[str] = []
    at = 0
    for m in WORD.finditer(text):
        phrases = before_capital if before_capital and text[m.end() + 1 : m.end() + 2].isupper() else table
        if m.start() < at or not phrases.starts(m.group()):
            continue
        if found := phrases.match(text, m.start()):
            made += text[at : m.start()], _spelled(found[0], text[m.start() : found[1]], keep_case=keep_case)
            at = found[1]
    return "".join([*made, text[at:]])


def _spelled(phrase: str, written: str, *, keep_case: bool) -> str:
    """A phrase with the blanks in which its letters are written, and in their case if it is kept; capitals stay anyhow."""
    letters = (c for c in phrase if not c.isspace())
    spelled = (c if c.isspace() else next(letters) for c in written)
    return "".join(
        a.upper() if c.isupper() else a.lower() if keep_case else a for a, c in zip(spelled, written, strict=True)
    )


def _placed(text: str, lexicon: Lexicon) -> str:
    """The text with the names of places below a province, behind those of their bodies, in capitals: "UBND xã nghĩa đồng"."""
    made: list[str] = []
    at = 0
    for m in WORD.finditer(text):
        body = lexicon.authority_names.match(text, m.start()) if lexicon.authority_names.starts(m.group()) else None
        if m.start() < at or body is None or not body[0].local:
            continue
        below = body[0].level in locality.LEVELS and not body[0].committee
        for start, end in placenames.in_small(text, body[1], lexicon, below=below):
            made += text[at:start], text[start:end].title()
            at = end
    return "".join([*made, text[at:]])


def _letterhead(text: str, lexicon: Lexicon) -> str:
    """The text with its letterhead in capitals, down to the line that is the noun: "QUYẾT ĐỊNH"."""
    for line in _LINE.finditer(text, 0, _HEAD):
        if lexicon.type_called(line[1]):
            return text[: line.end(1)].upper() + text[line.end(1) :]
    return text


@lru_cache(maxsize=4)
def _without_diacritics(lexicon: Lexicon, *, short: bool) -> Phrases[str]:
    """The phrases of the ontology under their spelling without diacritics, with the short names of laws or not."""
    return _table(
        (phrase for phrase in _phrases(lexicon, named=True, short=short) if _ACCENTED.search(phrase)), unmarked
    )


@lru_cache(maxsize=4)
def _in_case(lexicon: Lexicon) -> Phrases[str]:
    """The names of the ontology, which begin with capitals. Programmes are called by words that are common nouns as well."""
    laws = (noun for kind in lexicon.types.values() if kind.kind == "law" for noun in kind.nouns)
    names = (
        p
        for p in _phrases(lexicon, named=False, short=True)
        if not p.islower() or p in lexicon.words["lawless"].phrases
    )
    return _table((*laws, *names), str)


def _phrases(lexicon: Lexicon, *, named: bool, short: bool) -> Iterable[str]:
    for kind in lexicon.types.values():
        if named or not (kind.named or kind.kind == "law"):
            yield from kind.nouns
    for body in lexicon.authorities:
        yield from body.names
    for names in lexicon.names.values():
        yield from (name for name in names if short or len(name.split()) > _SHORT)
    yield from (phrase for phrase, _ in lexicon.cue_phrases)
    yield from lexicon.provinces
    yield from (kind.label for kind in lexicon.kinds)
    yield from lexicon.words["spelled"].phrases
    yield from lexicon.words["lawless"].phrases


def _table(phrases: Iterable[str], spelling: Callable[[str], str]) -> Phrases[str]:
    table: Phrases[str] = Phrases()
    for phrase in phrases:
        table.add(spelling(phrase), phrase)
    return table
