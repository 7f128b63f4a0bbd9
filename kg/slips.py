"""Slips of typists in a register's titles, which are short and in small letters: they are mended before anything is read.

"thưc hịên nghị quyết số 24/nq.cp ngyà 05/3/2021": words of the trade with a letter wrong, twice, swapped, left out or parted
from its word; codes without their marks; the word before a date. Running text is read as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

from kg import dates
from kg.lexicon import Lexicon
from kg.normal import Normal
from kg.patterns import pattern
from kg.text import LOWER, fold
from kg.words import WORD, key

_LONGEST = 2000  # characters of a title
# What a title without any instrument by its number lacks: a stroke or a dot between a figure and a code, or "số" before a figure.
_NAMES = pattern(r"[\da-zđ][-/._\\]{1,2}[a-zđ]|(?<!\w)s{1,2}\s?[oốộổỗồôóòỏõọ]{1,2}\s{0,2}o?\d")
_Edit = tuple[int, int, str]  # what is put in the place of a span


def mended(normal: Normal, lexicon: Lexicon, *, row: bool = True) -> Normal:
    """The title of a register's row with its slips mended; any other text, and one without slips, as it is.

    >>> from kg.lexicon import load
    >>> from kg.normal import normalise
    >>> mended(normalise("thưc hịên nghị quyết số 24/nq.cp ngyà 05/3/2021 cũa chính phủ"), load()).text
    'thực hiện nghị quyết số 24/nq-cp ngày 05/3/2021 của chính phủ'
    """
    text = normal.text
    if not row or len(text) > _LONGEST or not text.islower() or "\n" in text or not _NAMES.search(text):
        return normal
    for slips in (_figures, _codes, _dates, _words, _joints):  # each sees what those before it have mended
        if edits := list(slips(normal.text, lexicon)):
            normal = normal.replaced(edits)
    return normal


# --- Numbers and dates

_NO = pattern(rf"(?:(?<!\w)|(?<=[{LOWER}])(?=số))(?:s{{1,2}}\s?[oốộổỗồôóòỏõọ]{{1,2}}|[oốô]s)\s{{0,2}}(?=o?\d)")


def _figures(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """ "s ố 11", "ssố 11", "số11", "kế hoạchsố 11", "số o1"."""
    for m in _NO.finditer(text):
        oh = m.end() + 1 if text[m.end()] == "o" else m.end()
        put = (" " if text[m.start() - 1 : m.start()].isalpha() else "") + ("số 0" if oh > m.end() else "số ")
        if text[m.start() : oh] != put:
            yield m.start(), oh, put


_MARK = r"\s?[-/._\\]{1,2}\s?"
_USUAL = ("cp", "ttg", "ubnd", "hđnd", "tw", "tu")  # so common that the mark before them may be missing


@lru_cache(maxsize=4)
def _code(lexicon: Lexicon) -> re.Pattern[str]:
    """Serial, year, type and issuer with any marks between, or with a blank or nothing for one of them; blanks within."""

    def parted(codes: set[str] | tuple[str, ...]) -> str:
        return "|".join(r"\s?".join(c) for c in sorted(codes, key=lambda c: (-len(c), c)))

    kinds = {c.lower() for t in lexicon.types.values() for c in t.codes if 2 <= len(c) <= 6 and c.isalpha()}
    bodies = {c.lower() for b in lexicon.authorities for c in b.codes if 2 <= len(c) <= 10 and c.isalpha()}
    return re.compile(
        rf"(?<![\w/.-])(\d{{1,5}}[a-zđ]??)({_MARK}|\s|)(?:((?:19|20)\d\d)({_MARK}|\s|))?({parted(kinds)})"
        rf"(?:({_MARK}|\s|)({parted(_USUAL)})|({_MARK})({'|'.join(sorted(bodies))}))(?![\w&])(?!\s?[-/]\s?\w)"
    )


# A letter's code, of a body and its unit: "2213/byt.dp".
_UNIT = pattern(rf"(?<![\w/.-])(\d{{1,5}})({_MARK})([a-zđ]{{2,8}})({_MARK})([a-zđ]{{2,6}})(?![\w/-])")


def _codes(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """ "24/ct.ttg", "120/nq cp", "33 ctr/tu", "24nq/tw", "13/kh-ub nd", "24//qđ--ttg"."""
    for m in _code(lexicon).finditer(text):
        serial, first, year, second, kind = m.groups()[:5]
        last, issuer = m.groups()[5:7] if m[7] else m.groups()[7:]
        marks = [x for x in (first, second, last) if x is not None]
        if sum(not x.strip() for x in marks) > 1:
            continue  # "24 nq cp" may be anything
        kind, issuer = "".join(kind.split()), "".join(issuer.split())
        party = not year and issuer in _USUAL and lexicon.issuers(issuer)[0].branch == "party"
        put = (
            f"{serial}{'-' if '-' in first or '/' not in first else '/'}{kind}/{issuer}"
            if party
            else f"{serial}/{year + '/' if year else ''}{kind}-{issuer}"
        )
        # The other mark, in clean figures, is an office's own habit.
        if re.sub(r"[-/]", "-", put) != re.sub(r"\s?[-/]\s?", "-", m.group()):
            yield m.start(), m.end(), put
    for m in _UNIT.finditer(text):
        odd = m[2] not in ("/", "-") or m[4] not in ("/", "-")
        if odd and lexicon.issuers(m[3]) and not lexicon.type_code(m[3]):
            yield m.start(), m.end(), f"{m[1]}/{m[3]}-{m[5]}"


_SEP = r"(?:\s?[-/.,_\\]{1,2}\s?|\s)"
# The word before a date, which may be parted: "ngyà", "n gày:", "nay".
_DAY = pattern(
    rf"(?<=[\s,:(])(?P<word>n(?:g|gà)?\s[{LOWER}]{{1,4}}|[{LOWER}]{{2,6}})[\s:,.]{{0,3}}"
    rf"(?:(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}}){_SEP}(?P<y>(?:19|20)\d\d)"
    rf"|(?P<d2>\d{{1,2}})\stháng\s(?P<m2>\d{{1,2}}){_SEP}(?P<y2>(?:19|20)\d\d)"
    rf"|(?P<dm>\d{{3,4}}){_SEP}(?P<y3>(?:19|20)\d\d)|(?P<d4>\d{{1,2}}){_SEP}(?P<m4>\d{{1,2}})(?P<y4>(?:19|20)\d\d))(?![\d/])"
)
_AFTER_CODE = pattern(r"[-/][a-zđ]{1,10}\d{0,2}[\s,:(]{1,3}$")
_ALIKE = 0.6  # of the letters


def _dates(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """ "24/qđ-ttg ngyà 05/3/2021", "nagy: 17/9//2020", "ngày 17/92020"."""
    for m in _DAY.finditer(text):
        word = m["word"].replace(" ", "")
        if word != "ngày" and (
            SequenceMatcher(None, fold(word), "ngay").ratio() < _ALIKE
            or not _AFTER_CODE.search(text, max(0, m.start() - 15), m.start())
        ):
            continue
        written = _clean(m)
        if written and f"ngày {written}" != m.group():
            yield m.start(), m.end(), f"ngày {written}"


def _clean(m: re.Match[str]) -> str | None:
    """A date with its strokes; None where one that is left out may have stood in two places."""
    if m["dm"]:
        year = m["y3"]
        cuts = [(m["dm"][:n], m["dm"][n:]) for n in (1, 2)]
    else:
        year = m["y"] or m["y2"] or m["y4"]
        cuts = [(m["d"] or m["d2"] or m["d4"], m["m"] or m["m2"] or m["m4"])]
    right = [(d, n) for d, n in cuts if len(n) <= 2 and dates.iso(d, n, year)]
    return "/".join((*right[0], year)) if len(right) == 1 else None


# --- Words

_CUES = frozenset({"implements", "reviews", "guides", "amends", "replaces", "repeals", "suspends", "corrects"})
_NUMBER = pattern(r"\s{1,2}(?:hành\s{1,2}động\s{1,2})?(?:số\s{1,2})?\d")
_AHEAD = pattern(r"số\s{1,2}\d|\d\s?[-/]\s?[a-zđ]")
_GOOD = frozenset({"tư tưởng"})  # words of their own: "học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh"
_SHORTEST = 5  # characters; shorter ones resemble too much: "bỏ từ" and "bộ tư"
_AHEAD_WITHIN = 200  # characters from a cue to an instrument


@lru_cache(maxsize=4)
def _phrases(lexicon: Lexicon) -> tuple[Mapping[str, str], frozenset[str]]:
    """Phrases of two words by the letters of each slip of theirs, without diacritics and blanks; and which are nouns alone."""
    nouns = {n.lower() for t in lexicon.types.values() if t.kind != "law" for n in t.nouns if n.count(" ") == 1}
    nouns = {n for n in nouns if n == lexicon.nouns.match(n, 0)[0].label.lower()}  # type: ignore[index]
    cues = {p for p, c in lexicon.cue_phrases if c.predicate in _CUES and c.voice == "active" and p.count(" ") == 1}
    beside = (*lexicon.words["typed"].phrases, *lexicon.words["typed-body"].phrases)
    table: dict[str, str] = {}
    phrases = [
        p for p in (*beside, *sorted(cues), *sorted(nouns)) if p.replace(" ", "").isalpha() and len(p) > _SHORTEST
    ]
    for phrase in phrases:
        table.setdefault(fold(phrase).replace(" ", ""), phrase)
    for phrase in phrases:
        for slip in _slips(*fold(phrase).split()):
            table.setdefault(slip, phrase)
    return table, frozenset(nouns - cues - set(beside))


def _slips(first: str, second: str) -> Iterator[str]:
    """Two words with a letter of one left out, typed twice, or swapped with the next."""
    for word, before, after in ((first, "", second), (second, first, "")):
        for n in range(len(word)):
            yield before + word[:n] + word[n + 1 :] + after
            yield before + word[: n + 1] + word[n:] + after
            yield before + word[:n] + word[n + 1 : n + 2] + word[n : n + 1] + word[n + 2 :] + after


@lru_cache(maxsize=4)
def _known(lexicon: Lexicon) -> frozenset[str]:
    """The words of bodies, places, laws and cues: none of them is a slip of another."""
    bodies = (n for b in lexicon.authorities for n in b.names)
    names = (n for names in lexicon.names.values() for n in names)
    cues = (p for p, _ in lexicon.cue_phrases)
    phrases = (*bodies, *names, *cues, *lexicon.provinces, *(n for t in lexicon.types.values() for n in t.nouns))
    return frozenset(key(w) for p in phrases for w in p.split())


def _words(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """ "thưc hịên nghị quyếtt số …", "thựchiện", "th ực hiện"; with an instrument near, and right after a noun."""
    table, nouns = _phrases(lexicon)
    bodies = lexicon.words["typed-body"].phrases
    words = list(WORD.finditer(text))
    at = 0
    for i, word in enumerate(words):
        if word.start() < at or not word.group().isalpha():
            continue
        for n in (3, 2, 1):  # words that a phrase of two may be parted into
            run = words[i : i + n]
            written = text[word.start() : run[-1].end()]
            letters = fold("".join(w.group() for w in run))
            phrase = table.get(letters) if len(run) == n and written.count(" ") == n - 1 else None
            if phrase is None or written in _GOOD or not _may_be(phrase, letters, [w.group() for w in run], lexicon):
                continue
            if phrase in nouns and not _NUMBER.match(text, run[-1].end()):
                continue
            if phrase not in bodies and not _AHEAD.search(text, run[-1].end(), run[-1].end() + _AHEAD_WITHIN):
                continue
            at = run[-1].end()
            if [key(w.group()) for w in run] != [key(w) for w in phrase.split()]:
                yield word.start(), at, phrase
            break


def _may_be(phrase: str, letters: str, run: list[str], lexicon: Lexicon) -> bool:
    """Whether words are a slip of a phrase: one of the two stands as it should, or one that differs is no word that is known."""
    right = phrase.split()
    if len(run) == len(right):
        wrong = [w for w, r in zip(run, right, strict=True) if key(w) != r]
        alike = letters == fold(phrase).replace(" ", "")
        return (alike and len(wrong) < len(run)) or any(key(w) not in _known(lexicon) for w in wrong)
    return letters == fold(phrase).replace(" ", "")


_C = "cuủũưừửữụùúaảãáàạ"
_OF = pattern(rf"(?<=\s)(?!của\s)([{_C}]{{1,4}}(?:\s[{_C}]{{1,3}})?)(?=\s)|(?<=\d)của(?=\s)")
_OF_LETTERS = frozenset({"cua", *_slips("cua", "")})
_SHORT = pattern(r"(?<!\w)t\s?/\s?h(?!\w)")
_AND = pattern(r"(?<=[\w)])(?:\s?(?:[&-]|v{0,1}và{1,2})\s?|\s(?:va|vf|àv|v\sà)\s)(?=[nqkctđh])")


def _joints(text: str, lexicon: Lexicon) -> Iterator[_Edit]:
    """What joins names: "cũa", "& quyết định số", "phủvà", "vàkế hoạch", "va kế hoạch số", " - quyết định số"; "t/h"."""
    for m in _OF.finditer(text):
        if not m[1]:
            yield m.start(), m.end(), " của"
            continue
        written = m[1] if fold(m[1]).replace(" ", "") in _OF_LETTERS else m[1].split()[0]
        end = m.start() + len(written)
        dated = text[m.start() - 2].isdecimal()
        if (
            fold(written).replace(" ", "") in _OF_LETTERS
            and (dated or written not in _known(lexicon))
            and lexicon.authority_names.match(text, end)
        ):
            yield m.start(), end, "của"
    for m in _SHORT.finditer(text):
        yield m.start(), m.end(), "thực hiện"
    for m in _AND.finditer(text):
        noun = lexicon.nouns.match(text, m.end())
        if noun and _NUMBER.match(text, noun[1]) and m.group() != " và ":
            yield m.start(), m.end(), " và "
