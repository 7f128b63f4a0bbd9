"""Unicode: one normal form for matching, with a way back to the offsets of the text as it was read.

Matching sees NFC with Đ as U+0110, plain hyphens, plain blanks and no more of them in a row than a page is wide, and no invisible
characters. Offsets in results always count characters of the original text, so every change of length is recorded."""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from kg.folios import without_folios
from kg.patterns import pattern

_GONE = "\r\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_SAME_LENGTH = {
    "\u00d0": "Đ",  # Eth, typed for D with stroke
    "\u00f0": "đ",
    "\u0189": "Đ",
    **dict.fromkeys(
        "\x01\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\t\x0b\x0c\x1c\x1d\x1e\x1f\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
        " ",
    ),
    **dict.fromkeys("\x85\u2028\u2029", "\n"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ac\u0002", "-"),
    **dict(zip("АВСЕНКМОРТХ", "ABCEHKMOPTX", strict=True)),  # Cyrillic twins of Latin capitals: "NĐ-СР"
    "\u2044": "/",
    "\u2215": "/",
    **{chr(0xFF01 + n): chr(0x21 + n) for n in range(94)},  # full-width: "８９２／QĐ"
}


def _by_lead(chars: str) -> dict[bytes, str]:
    """Characters by the first byte of their UTF-8: a byte that is not there rules out all of its characters at 10 GB/s."""
    leads: dict[bytes, str] = {}
    for c in chars:
        lead = c.encode()[:1]
        leads[lead] = leads.get(lead, "") + c
    return leads


_ODD = _by_lead("".join(_SAME_LENGTH))
_GONE_LEADS = _by_lead(_GONE)
# A combining mark or a character that vanishes, with the marks that follow: a set first, which `re` scans for quickly.
_CLUSTER = pattern(f"[\u0300-\u036f{_GONE}][\u0300-\u036f]*")
# Blanks beside a line's end, indents above all, are the page's and not the sentence's; so are two or three within a line, which
# fill it, but not more, which part columns. More in a row than a page is wide become one: patterns may then step over blanks
# without a bound, and stay linear. Here too a set comes first.
_WIDE = 128
_BLANK, _MARK = rf"[\s{_GONE}]", f"[\u0300-\u036f{_GONE}]"
_RUN = pattern(
    rf"[ \n\u0300-\u036f{_GONE}](?:(?<={_BLANK}){_BLANK}{{{_WIDE - 1},}}"
    rf"|(?<= )[ {_GONE}]{{0,{_WIDE}}}\n[ \n{_GONE}]*|(?<=\n)[\n{_GONE}]* [ \n{_GONE}]*"
    rf"|(?<=[^ ] )(?:[{_GONE}]* ){{1,2}}(?![{_GONE}]* )|(?<={_MARK})[\u0300-\u036f]*)"
)
# Where a page ends: its number, and the feed. A sentence may go on over them.
# Lines still end, and blanks are, as they were typed.
_END, _GAP = r"\r?\n", "[ \t\u00a0]"
_PAGE_END = pattern(
    rf"{_END}{_GAP}*-?{_GAP}?\d{{1,4}}{_GAP}?-?{_GAP}*(?:{_END}{_GAP}*){{1,3}}\f{_GAP}*"
    rf"|\f{_GAP}*(?:{_END}){{0,3}}{_GAP}*\d{{1,4}}{_GAP}*(?:{_END}){{1,3}}"
)
_LONE = pattern(r"\r(?!\n)")  # the line's end of old files
# An indent, or what a long run has, if half of it is not plain blanks. `re` looks for a line's end sooner than `in` for two.
_LINES = pattern(rf"\n(?: |{_BLANK}{{{_WIDE // 2}}})")


class Normal(NamedTuple):
    """`text` for matching, its UTF-8 in `data`, and the way back to the offsets of the original, `source`.

    From `starts[i]` up to the next of `starts` the text is the original's from `origins[i]` on; None where the two are the same.
    """

    text: str
    data: bytes
    source: str
    starts: array[int] | None = None
    origins: array[int] | None = None
    one_case: bool = False  # typed without capitals, or in capitals: small letters say nothing

    def respelled(self, text: str) -> Normal:
        """The same with other letters, one for one."""
        one_case = self.text.islower() or self.text.isupper()
        return self._replace(text=text, data=text.encode("utf-8", "surrogatepass"), one_case=one_case)

    def replaced(self, edits: Iterable[tuple[int, int, str]]) -> Normal:
        """The same with other words in the place of some spans; of two that overlap the first counts.

        >>> n = normalise("ngyà 5").replaced([(0, 4, "vào ngày")])
        >>> n.text, n.span(9, 10), n.span(0, 8)
        ('vào ngày 5', (5, 6), (0, 4))
        """
        parts: list[str] = []
        starts, origins = array("Q"), array("Q")
        breaks = self.starts if self.starts is not None else array("Q")
        at = length = 0
        for start, end, put in (*sorted(edits), (len(self.text), len(self.text), "")):
            if start < at:
                continue
            parts += self.text[at:start], put
            for n in (at, *breaks[bisect_right(breaks, at) : bisect_left(breaks, start)]):
                starts.append(length + n - at)
                origins.append(self.original(n))
            length += start - at
            for n in range(len(put)):
                starts.append(length + n)
                origins.append(self.original(min(start + n, max(start, end - 1))))
            length += len(put)
            at = end
        starts.append(length)
        origins.append(len(self.source))
        text = "".join(parts)
        return self._replace(text=text, data=text.encode("utf-8", "surrogatepass"), starts=starts, origins=origins)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span in the original text of a span in `text`: no character that vanished after it belongs to it."""
        return (start, end) if self.starts is None else (self.original(start), self.original_end(end))

    def original(self, offset: int) -> int:
        """The offset in the original text of an offset in `text`."""
        if self.starts is None or self.origins is None:
            return offset
        i = bisect_right(self.starts, offset) - 1
        return self.origins[i] + offset - self.starts[i]

    def original_end(self, offset: int) -> int:
        """The end in the original of a span that ends at an offset in `text`."""
        if self.starts is None or offset == 0:
            return offset
        end, last = self.original(offset), self.original(offset - 1)
        while end - 1 > last and self.source[end - 1] in _GONE:
            end -= 1
        return end


def normalise(text: str) -> Normal:
    """The normal form of a text; linear in its length, and almost free where the text is normal already.

    >>> normalise("QU\u01af\u0323").text == "QUỰ", normalise("Q\u00d0-UBND").text
    (True, 'QĐ-UBND')
    """
    if "\r" in text:
        text = _LONE.sub("\n", text)
    text = without_folios(text)
    if "\f" in text:
        text = _PAGE_END.sub(lambda m: "\n".ljust(len(m[0])), text)
    data = text.encode("utf-8", "surrogatepass")
    if odd := _present(_ODD, text, data):
        for c in odd:
            text = text.replace(c, _SAME_LENGTH[c])
        data = text.encode("utf-8", "surrogatepass")
    marked = b"\xcc" in data or b"\xcd" in data  # how U+0300 to U+036F start
    gone = _present(_GONE_LEADS, text, data)
    if gone not in ([], ["\r"]) or "  " in text or " \n" in text or _LINES.search(text) or " \r" in text:
        return _composed(text, _RUN)
    if gone or (marked and any(_nfc(text[a:b]) != text[a:b] for a, b in _clusters(text))):
        return _composed(text)
    return Normal(text, data, text)


def _present(leads: Mapping[bytes, str], text: str, data: bytes) -> list[str]:
    return [c for lead, chars in leads.items() if lead in data for c in chars if c in text]


def _clusters(text: str, pattern: re.Pattern[str] = _CLUSTER) -> Iterator[tuple[int, int]]:
    """Where letters with combining marks, characters that vanish, and what else the pattern says, stand."""
    at = 0
    for m in pattern.finditer(text):
        start, end = m.span()
        yield (start - 1 if start > at and unicodedata.combining(text[start]) else start), end
        at = end


@lru_cache(maxsize=10_000)
def _nfc(cluster: str) -> str:
    """What a cluster of the text becomes: nothing, or its letter with the marks composed."""
    return "" if cluster in _GONE else unicodedata.normalize("NFC", cluster)


def _one_blank(run: str) -> str:
    """What a run of blanks becomes: an empty line, a new line or a blank."""
    return "\n" * min(run.count("\n"), 2) or " "


def _composed(text: str, pattern: re.Pattern[str] = _CLUSTER) -> Normal:
    """The text with its marks composed, without what is not seen, and with the blanks cut that the pattern finds."""
    parts: list[str] = []
    starts, origins = array("Q"), array("Q")
    at = length = 0  # up to where the text is read, and how long what was made of it is
    for start, end in _clusters(text, pattern):
        starts.append(length)
        origins.append(at)
        cluster = text[start:end]
        made = _nfc(cluster) if unicodedata.combining(cluster[-1]) or cluster in _GONE else _one_blank(cluster)
        parts += text[at:start], made
        length += start - at
        for n in range(len(made)):
            starts.append(length + n)
            origins.append(start)
        length += len(made)
        at = end
    starts.append(length)
    origins.append(at)
    parts.append(text[at:])
    normal = "".join(parts)
    return Normal(normal, normal.encode("utf-8", "surrogatepass"), text, starts, origins)
