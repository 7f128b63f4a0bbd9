"""Texts typed without diacritics, "Nghi quyet so 29-NQ/TW ngay 04/11/2013 cua Bo Chinh tri": the words of the law get theirs back.

A word keeps its length, so offsets stay those of the text. What has no entry in the ontology stays as it is typed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from kg.lexicon import Lexicon
from kg.model import Instrument
from kg.text import WORD, Phrases, unmarked

_ACCENTED = re.compile("[\u00c0-\u01b0\u1ea0-\u1ef9]")
# What the readers look for beside the phrases of the ontology; the longest stands first where one begins another.
_WORDS = """
số ngày tháng năm của về và các được bởi đã này tại để khóa điều khoản điểm mục chương phần tỉnh huyện quận xã phường thị_xã
thị_trấn thành_phố đặc_khu căn_cứ xét theo_đề_nghị kính_gửi một_số sửa_đổi bổ_sung thay_thế bãi_bỏ hết_hiệu_lực có_hiệu_lực
ban_hành kèm_theo quy_định nội_dung nêu_trên nói_trên trên_đây nhiệm_kỳ lần_thứ hội_nghị đại_hội toàn_quốc sau_đây như_sau
bộ_trưởng chủ_tịch thống_đốc chủ_nhiệm giám_đốc trưởng_ban cộng_hòa_xã_hội_chủ_nghĩa_việt_nam độc_lập tự_do hạnh_phúc
đảng_cộng_sản_việt_nam nơi_nhận lưu đến giai_đoạn định_hướng tầm_nhìn trên_địa_bàn hướng_tới bảo_vệ việt_nam huyện_ủy hiện_nay
""".split()


_SHORT = 2  # words of a law's name that other words resemble, if they aren't in capitals: "Luat Duoc", "cac luat duoc ban hanh"


def without_diacritics(text: str) -> bool:
    """Whether no letter of a text has one: every Vietnamese sentence has, where it is typed with them."""
    return _ACCENTED.search(text) is None


def restored(text: str, lexicon: Lexicon) -> str:
    """A normal text with the diacritics of the words that the readers know, letter for letter.

    >>> from kg.lexicon import load
    >>> restored("Can cu Nghi quyet so 29-NQ/TW ngay 04/11/2013 cua Bo Chinh tri", load())
    'Căn cứ Nghị quyết số 29-NQ/TW ngày 04/11/2013 của Bộ Chính trị'
    """
    tables = _phrases(lexicon, short=False), _phrases(lexicon, short=True)
    made: list[str] = []
    at = 0
    for m in WORD.finditer(text):
        table = tables[text[m.end() + 1 : m.end() + 2].isupper()]
        if m.start() < at or not table.starts(m.group()):
            continue
        if found := table.match(text, m.start()):
            made += text[at : m.start()], _spelled(found[0], text[m.start() : found[1]])
            at = found[1]
    return "".join([*made, text[at:]])


def _spelled(phrase: str, written: str) -> str:
    """A phrase in the case and with the blanks in which its letters are written."""
    letters = (c for c in phrase if not c.isspace())
    return "".join(
        c if c.isspace() else next(letters).upper() if c.isupper() else next(letters).lower() for c in written
    )


@lru_cache(maxsize=4)
def _phrases(lexicon: Lexicon, *, short: bool) -> Phrases[str]:
    """The phrases of the ontology under their spelling without diacritics, with the short names of laws or not."""
    table: Phrases[str] = Phrases()
    for phrase in (
        *(noun for kind in lexicon.types.values() for noun in kind.nouns),
        *(name for body in lexicon.authorities for name in body.names),
        *(name for names in lexicon.names.values() for name in names if short or len(name.split()) > _SHORT),
        *(phrase for phrase, _ in lexicon.cue_phrases),
        *lexicon.provinces,
        *(word.replace("_", " ") for word in _WORDS),
    ):
        if not without_diacritics(phrase):
            table.add(unmarked(phrase), phrase)
    return table


def as_typed(told: Instrument, lexicon: Lexicon) -> Instrument:
    """What a text tells, with its title as typed, not half with diacritics; so its name, where it is no known law's."""
    if told.title is None and told.name is None:
        return told
    name = told.name if not told.name or lexicon.named(told.name) else unmarked(told.name)
    return replace(told, title=told.title and unmarked(told.title), name=name)
