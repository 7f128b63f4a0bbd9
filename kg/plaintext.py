"""Bytes → text: Unicode, CP1258, and the legacy encodings of Vietnamese (TCVN3, VNI, VISCII), told by what they would spell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from itertools import islice

from kg.model import KgError
from kg.patterns import pattern

_SAMPLE = 200_000  # bytes that decide on an encoding
_LOST = 33  # characters, of which one was lost at least where a program kept none that its encoding lacks: one letter in six
_TWICE = 100  # characters, of which one pair at least begins a letter of text that was encoded twice
_TWO = pattern("á[º»]")
_HOLE = pattern(r"[^\W\d_][?\ufffd][^\W\d_]")

# 0x80-0xFF. TCVN 5712:1993, of which the ABC fonts (TCVN3) use the upper part; marks at 0xB0-0xB4 follow their letter.
_TCVN3 = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\u00a0ĂÂÊÔƠƯĐăâêôơưđẶ\u0300\u0309\u0303\u0301\u0323"
    "àảãáạẲằẳẵắẴẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VISCII = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)
_VISCII_LOW = {2: "Ẳ", 5: "Ẵ", 6: "Ẫ", 20: "Ỷ", 25: "Ỹ", 30: "Ỵ"}

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE = "\u0302", "\u0306"
# VNI for Windows: a mark stands after its letter.
_VNI_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "á": _CIRCUMFLEX + _ACUTE, "à": _CIRCUMFLEX + _GRAVE, "å": _CIRCUMFLEX + _HOOK, "ã": _CIRCUMFLEX + _TILDE,
    "ä": _CIRCUMFLEX + _DOT, "ê": _BREVE, "é": _BREVE + _ACUTE, "è": _BREVE + _GRAVE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip
_VNI_LETTERS = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_MARKS |= {k.upper(): v for k, v in _VNI_MARKS.items()}
_VNI_LETTERS |= {k.upper(): v.upper() for k, v in _VNI_LETTERS.items()}
_VNI = pattern("([AEOUYaeouyÖöÔô])([" + "".join(_VNI_MARKS) + "])|([" + "".join(_VNI_LETTERS) + "])")

# --- What is a Vietnamese syllable

_ONSET = "(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
_CODA = "(?:ch|ng|nh|[cmnpt])"
_NUCLEUS = (
    f"(?:(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|oa|oă|oe|uâ|uê|uy|iê|yê|uyê|uô|ươ|oo){_CODA}"
    "|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|iêu|yêu|oi|ôi|ơi|ua|ui|ưa|ưi|ưu|uôi|ươi|ươu|oai|oay|oao|oeo|uây|uya|uyu|uê|uơ|uy|ya"
    "|oa|oe|a|ă|â|e|ê|i|o|ô|ơ|u|ư|y)"
)
_SYLLABLE = pattern(f"{_ONSET}{_NUCLEUS}")
_TONES = pattern("[\u0300\u0301\u0303\u0309\u0323]")
_WORD = pattern(r"[^\W\d_]+")


@lru_cache(maxsize=100_000)
def _is_syllable(word: str) -> bool:
    """Whether a word could be Vietnamese: one syllable, at most one tone, one case or a capital first."""
    if not (word.islower() or word.isupper() or word.istitle()):
        return False
    bare, tones = _TONES.subn("", unicodedata.normalize("NFD", word.lower()))
    return tones < 2 and _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def spells(text: str) -> float:
    """The share of the words with diacritics that are Vietnamese syllables, in [0, 1]; 0 where there are none."""
    words = [w for w in _WORD.findall(text) if not w.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else 0.0


# --- Encodings


def tcvn3(text: str) -> str:
    """TCVN3 (ABC) text that was taken for Latin-1."""
    return unicodedata.normalize("NFC", text.translate(_TCVN3_MAP))


def vni(text: str) -> str:
    """VNI text that was taken for Latin-1."""

    def composed(m: re.Match[str]) -> str:
        if m[3]:
            return _VNI_LETTERS[m[3]]
        return unicodedata.normalize("NFC", _VNI_LETTERS.get(m[1], m[1]) + _VNI_MARKS[m[2]])

    return _VNI.sub(composed, text)


def viscii(text: str) -> str:
    """VISCII text that was taken for Latin-1."""
    return text.translate(_VISCII_MAP)


_TCVN3_MAP = {0x80 + i: c for i, c in enumerate(_TCVN3)}
_VISCII_MAP = {0x80 + i: c for i, c in enumerate(_VISCII)} | _VISCII_LOW
Spelling = Callable[[str], str]
_LEGACY: dict[str, Spelling] = {"TCVN3": tcvn3, "VNI": vni, "VISCII": viscii}


def decode(data: bytes, source: str) -> str:
    """The text of a file: Unicode with or without a byte order mark, else the 8-bit encoding that spells most Vietnamese words.

    A byte order mark of UTF-8 stays in the text, as a character without width: offsets count it. Raises KgError for empty and
    binary data, for 8-bit text that spells nothing, and for text whose letters a program wrote as "?".
    """
    if not data.strip():
        raise KgError(f"{source}: the file is empty.")
    wide = _utf16(data)
    if wide is None and b"\0" in data[:65536]:
        raise KgError(f"{source}: this is a binary file, not text.")
    encoding = wide or "utf-8"
    try:
        return _whole(_once(data.decode(encoding)), source)
    except UnicodeDecodeError as e:
        found = None if wide else _legacy(data)
        if found is not None:
            return _whole(found, source)
        line = data.count(b"\n", 0, e.start) + 1
        name = "UTF-16" if wide else "UTF-8"
        raise KgError(
            f"{source}: not {name} text, nor TCVN3, VNI, VISCII or CP1258 (byte {e.start}, line {line});"
            " save the file as UTF-8 and try again."
        ) from e


def _once(text: str) -> str:
    """Text in UTF-8 that a program took for CP1252 and saved as UTF-8 again: "Káº¿ hoáº¡ch" is "Kế hoạch"."""
    if not _is_twice(text):
        return text
    bare = text.removeprefix("\ufeff")
    return text[: len(text) - len(bare)] + "\n".join(map(_back, bare.split("\n")))


def _is_twice(text: str) -> bool:
    """Whether a text has the first two of the three bytes of "ế" and its like as letters, time and again."""
    return (text.count("áº") + text.count("á»")) * _TWICE > len(text)


def _back(line: str) -> str:
    """A line of such a text; one that is not of it stays."""
    try:
        return line.translate(_CP1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return line


def _is_holed(text: str) -> bool:
    """Whether so many letters are between others as "?" that a program must have put them there."""
    marks = text.count("?") + text.count("\ufffd")
    return marks * _LOST >= len(text) and len(_HOLE.findall(text)) * _LOST >= len(text)


def _whole(text: str, source: str) -> str:
    """The text. Raises KgError where the letters that an encoding lacks are gone: "K? ho?ch" of a CSV that Excel saved."""
    hole = _TWO if _is_twice(text) else _HOLE if _is_holed(text) else None
    if hole is None:
        return text
    shown = ", ".join(repr(word[:20]) for word in islice((w for w in text.split() if hole.search(w)), 3))
    raise KgError(
        f"{source}: letters were lost when it was saved ({shown});"
        " save it anew from the original as UTF-8 (in Excel: 'CSV UTF-8')."
    )


def _utf16(data: bytes) -> str | None:
    """The name of a UTF-16 encoding: by its mark, or by zeros at every other byte of what is mostly ASCII."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    head = data[:2000]
    if len(head) >= 8 and b"\0" in head:
        even, odd = head[::2].count(0), head[1::2].count(0)
        if odd > 0.4 * len(head) / 2 and even < 0.05 * len(head):
            return "utf-16-le"
        if even > 0.4 * len(head) / 2 and odd < 0.05 * len(head):
            return "utf-16-be"
    return None


def _legacy(data: bytes) -> str | None:
    """The text in the 8-bit encoding that spells most; None where none spells Vietnamese."""
    sample = data[:_SAMPLE]
    latin = sample.decode("latin-1")
    scores = {name: spells(f(latin)) for name, f in _LEGACY.items()}
    scores["CP1258"] = spells(_cp1258(sample))
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < 0.6:
        return None
    if best == "CP1258":
        return _cp1258(data)
    # Quotes and dashes of Windows, which TCVN3 and VNI fonts leave where they are.
    return _LEGACY[best](data.decode("latin-1")) if best == "VISCII" else _windows(_LEGACY[best], data)


def _windows(f: Spelling, data: bytes) -> str:
    text = data.decode("cp1252", "replace") if f is vni else data.decode("latin-1")
    return vni(text) if f is vni else tcvn3(text)


def _cp1258(data: bytes) -> str:
    return unicodedata.normalize("NFC", data.decode("cp1258", "replace"))


# --- Stray runs of legacy fonts in Unicode text

_UNUSED = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_CP1252 = {ord(bytes([b]).decode("cp1252")): chr(b) for b in range(0x80, 0xA0) if b not in _UNUSED}
# Characters that Vietnamese never has inside a word, as TCVN3 and VNI text shows them.
_ODD = pattern(
    "[\u00a8-\u00bf\u00c4-\u00c7\u00cb\u00ce-\u00d1\u00d6-\u00d8\u00db\u00dc\u00de\u00df"
    "\u00e4-\u00e7\u00eb\u00ee-\u00f1\u00f6-\u00f8\u00fb\u00fc\u00fe\u00ff]"
)
_SYMBOL = pattern("[\u00a1-\u00bf]")
_CODE = {  # NĐ, QĐ, HĐND
    tcvn3: pattern("[A-Z]{0,4}§[A-Z]{1,4}|[A-Z]{1,4}§"),
    vni: pattern("[A-Z]{0,4}Ñ[A-Z]{1,4}|[A-Z]{1,4}Ñ"),
}
_TOKEN = pattern("[^\\s!-/:-@\\[-`{-~\u2010-\u2027]+")
# Syllables of Latin-1 letters alone that are so frequent that they are taken as they stand beside a legacy word.
_FREQUENT = frozenset(
    "và là có các cá xã tình hình chính bí thí tính trí lý quý đó này khi không cho nhà nhân dân "
    "hà hòa hóa kê khai tài sán bán "
    "toán tán phí phát giá gia tác công hành thành ban ngành căn an toàn hoàn cán bà ông cô chú "
    "nói tô cà mà ra vì tìm tòa án".split()
)


def mend(text: str) -> str:
    """The text with words of TCVN3 and VNI fonts spelt in Unicode: "chÝnh s¸ch trî gióp" is "chính sách trợ giúp".

    A word is changed where it is none as it stands and is a syllable of the legacy encoding, with its neighbours of the same kind.
    """
    if not _ODD.search(text):
        return text
    tokens = list(_TOKEN.finditer(text))
    known = {word: word.translate(_CP1252) for word in {m.group() for m in tokens}}
    stray: dict[Spelling, set[str]] = {f: {w for w in known.values() if _stray(w, f)} for f in (tcvn3, vni)}
    if not any(stray.values()):
        return text
    words = [known[m.group()] for m in tokens]
    sure = {f: [i for i, w in enumerate(words) if w in stray[f]] for f in (tcvn3, vni)}
    changed: dict[int, str] = {}
    for f in sorted(sure, key=lambda f: -len(sure[f])):
        found = [i for i in sure[f] if i not in changed]
        # One word may be a slip or another language, and of VNI, whose marks are letters too, so may two.
        if len(found) < 3 and (f is vni or (len(found) == 1 and not _SYMBOL.search(words[found[0]]))):
            continue
        for i in found:
            changed[i] = f(words[i])
            changed |= _beside(words, i, f, changed)
        if found:
            changed |= {i: f(w) for i, w in enumerate(words) if i not in changed and _CODE[f].fullmatch(w)}
    parts, at = [], 0
    for i, m in enumerate(tokens):
        if i in changed:
            parts += [text[at : m.start()], changed[i]]
            at = m.end()
    return "".join([*parts, text[at:]])


def _beside(words: Sequence[str], i: int, f: Spelling, changed: Collection[int]) -> dict[int, str]:
    """The words on both sides of a changed one that are of the same encoding, up to the next that is not."""
    more = {}
    for step in (-1, 1):
        j = i + step
        while 0 <= j < len(words) and j not in changed and _likely(words[j], f):
            if not words[j].isascii():
                more[j] = f(words[j])
            j += step
    return more


def _stray(word: str, f: Spelling) -> bool:
    """Surely legacy: Latin-1 only, no syllable as it stands, and one in the legacy encoding."""
    if word.isascii() or max(word) > "\u00ff" or not (_ODD.search(word) or not _is_syllable(word)):
        return False
    new = f(word)
    return (
        new != word and all(map(_is_syllable, _WORD.findall(new))) and _WORD.fullmatch(new) is not None and len(new) > 1
    )


def _likely(word: str, f: Spelling) -> bool:
    """A neighbour of a legacy word that reads in both ways, or is plain ASCII."""
    if word.isascii():
        return word.isalpha() and len(word) < 8
    if max(word) > "\u00ff" or word.lower() in _FREQUENT:
        return False
    new = f(word)
    return _WORD.fullmatch(new) is not None and _is_syllable(new)
