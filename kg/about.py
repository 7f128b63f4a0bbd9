"""Which province a text is about: named with its noun, or by far the most often; where news are from."""

from __future__ import annotations

import re

from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, first_word

_BEFORE_PLACE = pattern(
    r"(?:[tT]ỉnh|TỈNH|[tT]hành phố|THÀNH PHỐ|T[Pp](?=[\s.])\.?|[ủỦ][yY]|[uU][ỷỶ])(?:\s+|(?<=\.))|TPHCM"
)


# What leads in a title to a province that its issuer deals with, rather than is of: "đoàn công tác của lãnh đạo tỉnh A", "ủng hộ
# nhân dân tỉnh B", "với UBND tỉnh C", "giữa UBND tỉnh và UBND tỉnh D", "học tập kinh nghiệm tại tỉnh E", "các tỉnh F, G".
_BODIES = r"(?:(?:ubnd|hđnd|ủy\s+ban\s+nhân\s+dân|hội\s+đồng\s+nhân\s+dân|lãnh\s+đạo|các\s+sở)\s+){0,2}"
ELSEWHERE = pattern(
    rf"(?<!\w)(?:(?:các|lãnh\s+đạo|bạn|với|đoàn(?:\s+công\s+tác)?(?:\s+của)?)\s+{_BODIES}"
    r"|(?:hỗ\s+trợ|ủng\s+hộ|giúp(?:\s+đỡ)?|cứu\s+trợ|chia\s+sẻ)\s+(?:(?:cho|với|nhân\s+dân|đồng\s+bào)\s+){0,2}"
    rf"|giữa\s+(?:\w+\s+){{0,4}}tỉnh\s+(?:và|với)\s+{_BODIES}"
    r"|(?:học\s+tập|trao\s+đổi)\s+(?:,?\s?\w+\s+){0,3}kinh\s+nghiệm\s+(?:\w+\s+){0,8}(?:tại|ở|của)\s+"
    # "kiểm soát người ra vào thành phố A", "thu hồi đất của trường đại học nông lâm thành phố A"
    r"|(?:ra\s+vào|đi|đến|từ|rời)\s+|(?:học\s+viện|đại\s+học|cao\s+đẳng)\s+(?:\w+\s+){1,5})$",
    re.IGNORECASE,
)
_LEAD = 80  # characters


# "(Báo Bình Định) -", "Cổng TTĐT tỉnh Sơn La -": where news are from, at the beginning of a line.
_NEWS = pattern(r"^\W{0,3}(?:Báo|Đài PT-?TH|Cổng (?:TTĐT|thông tin điện tử))\s+(?:tỉnh\s+|thành phố\s+)?", re.MULTILINE)
_OF_NEWS = pattern(r"\)?\s?-\s|\)")
_TITLE_GOES_ON = pattern(rf":\s|\s[{LOWER}]")
_OPENING = 2  # as if named twice
_TOP = 1500  # characters


def _from(text: str, lexicon: Lexicon) -> str | None:
    """Where news are from: the paper or the portal that opens a paragraph of them, or the place that begins their title."""
    for m in _NEWS.finditer(text, 0, _TOP):
        found = lexicon.place_names.match(text, m.end(), m.end() + 40)
        if found and _OF_NEWS.match(text, found[1]):
            return found[0].label
    at = first_word(text)
    found = lexicon.place_names.match(text, at, at + 40) if text[at : at + 1].isupper() else None
    return found[0].label if found and _TITLE_GOES_ON.match(text, found[1]) else None


def province(
    text: str, lexicon: Lexicon, elsewhere: re.Pattern[str] | None = None, day: str | None = None
) -> str | None:
    """The province that a text is about: named with its noun, or by far the most often; not behind what leads `elsewhere`.

    None where two provinces are named about as often. In a text of a `day` when one had ended, the one that took it in.
    """
    counts: dict[str, int] = {}
    small = text.islower()
    for m in _BEFORE_PLACE.finditer(text):
        found = lexicon.place_names.match(text, m.end(), m.end() + 40)
        if not found and m.group()[0] in "tT":  # the noun is part of the name: "Thành phố Hồ Chí Minh"
            found = lexicon.place_names.match(text, m.start(), m.end() + 40)
        if not found or not (text[m.end() : m.end() + 1].isupper() or small or m.group() == "TPHCM"):
            continue
        if elsewhere is None or not elsewhere.search(text, max(0, m.start() - _LEAD), m.start()):
            label, into, until = found[0].label, found[0].into, found[0].until
            label = into if day and until and into and day > until else label
            counts[label] = counts.get(label, 0) + 1
    if elsewhere is None and (home := _from(text, lexicon)):
        counts[home] = counts.get(home, 0) + _OPENING
    if not counts:
        return None
    ranked = sorted(counts.items(), key=lambda x: (-x[1], x[0]))
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] else None
