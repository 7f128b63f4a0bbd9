"""The grammar of names that the catalogue does not know: where the name of a law, a code or an ordinance ends.

A name is a run of words up to a word that no name holds. Commas and "và" join further runs, each told by how it starts (never
with what a list of documents or a clause starts with) and by what closes it (a clause goes on, a name is over).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.lexicon import Lexicon
from kg.patterns import pattern
from kg.text import LOWER, UPPER
from kg.words import WORD, any_of

_WORDS = 14  # in one run
_RUNS = 8
_MORE = 4  # words that go on after a name of the catalogue
_SPAN = 200  # characters of a run


def _words(alternatives: str) -> re.Pattern[str]:
    """Words, whatever their case and the white space between them."""
    return pattern(alternatives.replace(" ", r"\s"), re.IGNORECASE)


# Words at which a name is over, and nothing goes on of which it could be the beginning.
_OVER = _words(
    r"(?:(?:này|khi|nếu|hoặc|về|đối với|hiện (?:hành|nay|tại)|sửa đổi|(?<!thuế )bổ sung|hợp nhất|ban hành|những|mọi|một số|"
    r"bao gồm|gồm|(?:đã )?được (?:Quốc hội|Ủy ban|Hội đồng|ban hành|công bố|sửa đổi|thay thế)|có hiệu lực|hết hiệu lực|"
    r"hiệu lực|ký(?= ngày| ban hành)|trước(?= khi| ngày)|sau(?= khi| ngày)|kể từ|trừ(?= trường| các| khi)|kèm|đồng thời|"
    r"nêu trên|nói trên)(?!\w)"
    r"|ngày (?=\d)|năm (?=\d|nay|sau|trước)|"
    r"số (?=\d|:|…|Không)|(?:điều|khoản|chương|mục) (?=\d|(?-i:[IVX]))|điểm [a-zđ](?!\w)|[a-zđ]\))"
)
# Words at which a name is over as well, and a clause goes on: what stands before them after a comma is its subject.
_ON = _words(
    r"(?:được|đã|đang(?! chấp hành)|(?<!mắc )phải|sẽ|(?<!dự )(?<!thiết )(?<!trang )(?<!chuẩn )"
    r"bị(?! (?:xâm hại|hại|bạo lực|lạm dụng))|"
    r"là|thì|mà|(?<!phòng )không(?! (?:gian|khí|dân|quân|vận))|chưa(?! thành niên)|cần|nên|"
    r"(?<!tín )(?<!chứng )(?<!địa )chỉ|vẫn|(?<!đổi )mới|có(?! (?:công|vốn|yếu tố|thu nhập|tổ chức))|(?<!tự )do|"
    r"bởi|quy định|qui định|quyết định|nêu|nói|ghi|tối đa|tối thiểu|thay thế|"
    r"(?<!tiền )gửi|ra quyết|thực hiện(?= (?:theo|như|các|việc|đúng|tốt|nghiêm|những|từ|kể|(?<!dành )cho|chế độ|quyền|nhiệm vụ))|"
    r"chịu|xem xét|xảy ra|thông qua|hướng dẫn|yêu cầu|đề nghị|tùy|"
    r"trao(?! (?:đổi|tặng))|tới|(?<!trợ )giúp(?! (?:việc|đỡ))|dành(?! cho)|gây(?! (?:ra|nghiện|ô nhiễm))|"
    r"làm (?:cơ|căn|rõ|giá|ảnh|phát)|đều|cũng|còn|"
    r"tại(?! (?:Việt Nam|nước ngoài|doanh nghiệp|Trung tâm|Tòa án))|để|theo(?! (?:hợp đồng|phương thức))|"
    r"với(?! (?:cách mạng|người))|(?<!giải quyết )các(?! tổ chức|-)|cho|(?<!chứng )từ|"
    r"trong(?! (?:nước|Công an|Quân đội|tố tụng))|(?<!nước )ngoài|trên(?! biển)|dưới|đó|khác|"
    r"liên quan|nhưng|như|hay|thời (?:điểm|gian|hạn)|trình(?= (?:(?-i:Chính|Quốc|Ủy|Thủ|Bộ)|cấp)(?!\w))|căn (?:cứ|cứu)|"
    r"vào|bằng|trước|sau|nhằm|nghiêm cấm|cho phép|khẳng định|bắt buộc|tuân thủ|"
    r"phù hợp|áp dụng|thi hành(?! (?:án|tạm))|cùng|trường hợp|"
    r"(?<!nhà )ở(?! (?:Việt Nam|nước ngoài|cơ sở|xã|người|mỗi))|(?<!làm )(?<!giúp )việc(?! làm)|"
    r"(?<!đại diện )nước (?:ta|Cộng|CHXHCN)|"
    r"(?<!giám sát )của(?= (?:các|những|mình|nước|Nhà nước|Chính|Quốc|Bộ|Việt|Ủy|pháp)(?!\w)))(?!\w)"
)
# What a list of documents goes on with, or a clause begins with: after a comma or "và" no name goes on so.
_ANEW = _words(
    r"(?:pháp (?:luật|lệnh)|luật|bộ luật|nghị (?:định|quyết)|thông tư|quyết định|chỉ thị|hiến pháp|hiệp (?:định|ước)|"
    r"công ước|điều ước|văn bản|hướng dẫn|quy (?:định|chế|trình|tắc)|qui định|điều|khoản|điểm|chương|mục|phần|phụ lục|"
    r"mẫu|biểu|danh mục|nội dung|nguyên tắc|tiêu chuẩn(?! và)|chế độ|chính sách|chủ trương|cam kết|hợp đồng|"
    r"trách nhiệm|đối tượng|phạm vi|khả năng|mức|giá trị|cơ quan(?! đại diện| điều tra)|"
    r"tổ chức(?! (?:và hoạt động|điều tra))|cá nhân|người(?! cao tuổi| khuyết tật| có công| tàn tật| hoạt động| nước ngoài)|"
    r"thành viên|doanh nghiệp|đơn vị|chủ (?:đầu tư|sở hữu|tịch|thể)|nhà (?:nước|đầu tư|thầu)|hàng năm|hằng năm|"
    r"sản phẩm|hệ thống|báo cáo|biên bản|hồ sơ|thời (?:gian|hạn|điểm)|kết quả|căn cứ|theo|trên|tại|trong|với|không|"
    r"nếu|khi|nhưng|do|vì|đến|từ|kể|xử (?:phạt|lý)|thông báo|phối hợp|xác nhận|lựa chọn|chỉ đạo|chất lượng của|"
    r"thu nhập|vi phạm (?:các|quy|những)|cấp|nộp|lập|trình|đủ|việc|trường hợp|sau|trước|đối với|"
    r"thực hiện(?! (?:dân chủ|điều ước|thỏa thuận))|chịu|bảo đảm|đảm bảo|phù hợp|nghĩa vụ nộp|các|những|một|mọi|từng|"
    r"dự (?:án|thảo)|thửa|nâng cao|tăng cường|góp phần|đẩy mạnh|hạn chế|ngăn (?:chặn|ngừa)|giữ gìn|phục vụ|tuyên truyền|"
    r"vận động|chấp hành|tích cực|bảo vệ (?:tính mạng|tài sản|quyền|lợi ích)|"
    r"mỗi|hai|ba|cả|gồm|đồng thời|cụ thể|trừ|ngoài|tức|gọi|hay|thì|mà|là|đã|được|phải|có|bị|sẽ|ngày|năm|số|kèm|như|và)(?!\w)"
)
_JOINT = pattern(r"\s?,\s{0,2}(?:và\s{1,2})?|\s{1,2}và\s{1,2}|\s?[-&]\s?", re.IGNORECASE)
_BLANK = pattern(r"\s{1,3}")
# Words that begin a name though they stand nowhere else in one.
_FIRST = pattern(r"(?:ban hành|các|thực hiện|quy hoạch|(?-i:Quy) định)\s", re.IGNORECASE)
# What is called by a name in quotation marks that belongs to the law's own: "Pháp lệnh danh hiệu “Bà mẹ Việt Nam anh hùng”".
_CALLED = pattern(
    r"(?:(?<=danh hiệu)|(?<=[Hh]uân chương)|(?<=[Hh]uy chương)|(?<=[Gg]iải thưởng))\s{1,2}"
    r"(?:[“«][^“”«»\n]{3,60}[”»]|\"[^\"\n]{3,60}\")",
    re.IGNORECASE,
)
# What stands after a name and never in a clause.
_CLOSED = pattern(
    r"\s?[”’»]|\s(?:năm\s(?:19|20)\d\d|(?:19|20)\d\d(?![\w/]))|\scó hiệu lực|\s(?:đã\s)?được Quốc hội"
    r"|(?:,|\svà)\s(?:Luật|Bộ luật|Pháp lệnh|Nghị định|Nghị quyết|Thông tư|Quyết định)\s"
)
# Closes a name, but where it is longer by more than one word: "Luật Đầu tư công bố ngày 13/6/2019".
_DAY = pattern(r"\sngày\s\d")
_OWN = pattern(rf"của\s[{LOWER}]")  # "Luật Đất đai của ta năm 2013"
_CHONG = pattern(r"chống\s", re.IGNORECASE)  # "phòng, chống", "tiết kiệm, chống lãng phí"
_BODIES = pattern(r"\s(?:tổ chức|hoạt động|bầu cử|nhiệm vụ)\s", re.IGNORECASE)


class _Run(NamedTuple):
    """Some words of a text without a joint: where they end, how many they are, whether a clause goes on after them."""

    end: int
    words: int
    clause: bool


def end_of_name(text: str, at: int, lexicon: Lexicon) -> int:
    """Where a name ends whose noun ends at `at`; `at` itself where no name follows."""
    start = _BLANK.match(text, at)
    if start and "\n" in start.group() and text[at - 1].islower():
        return at  # "quy định trong Điều 11 của Pháp lệnh⏎Cơ quan, tổ chức …": the next line begins anew
    run = _run(text, start.end(), lexicon, first=True) if start else None
    if not start or not run or not run.words:
        return at
    end = _joined(text, run.end, lexicon, of_bodies=_BODIES.match(text, at) is not None)
    called = _CALLED.match(text, end)
    return called.end() if called else end


def _joined(text: str, end: int, lexicon: Lexicon, *, of_bodies: bool = False) -> int:
    """Where a name ends with the runs that commas and "và" join to what is read of it."""
    for _ in range(_RUNS):
        joint = _JOINT.match(text, end)
        if not joint:
            break
        begin = joint.end()
        fights = _CHONG.match(text, begin)
        if not fights and (_ANEW.match(text, begin) or _foreign(text, begin, lexicon, of_bodies=of_bodies)):
            break
        run = _run(text, begin, lexicon)
        if not run.words or (run.clause and not fights and run.words > (4 if "v" in joint.group() else 2)):
            break
        end = run.end
    return end


def longer(text: str, end: int, lexicon: Lexicon) -> int:
    """Where a name ends of which the catalogue knows the first words, up to `end`: "Luật Đầu tư mạo hiểm", "Luật Giáo dục mở"."""
    if narrowed := _narrowed(lexicon).match(text, end):
        return _joined(text, narrowed.end(), lexicon)
    gap = _BLANK.match(text, end)
    if not gap or not text[gap.end() : gap.end() + 1].islower() or _ANEW.match(text, gap.end()):
        return end
    if _OWN.match(text, gap.end()):
        return end
    run = _run(text, gap.end(), lexicon)
    closed = _CLOSED.match(text, run.end) or (run.words > 1 and _DAY.match(text, run.end))
    return run.end if 0 < run.words <= _MORE and closed else end


@lru_cache(maxsize=4)
def _narrowed(lexicon: Lexicon) -> re.Pattern[str]:
    """Words that tell one kind of a law's field, and begin nothing else: whatever follows, the law is another."""
    return re.compile(rf"(?:\s{{1,2}}{lexicon.words['narrowing'].any}(?!\w))+")


def _foreign(text: str, at: int, lexicon: Lexicon, *, of_bodies: bool) -> bool:
    """Whether a document starts at an offset, or a body in a name that names none: "…, Bộ hướng dẫn như sau"."""
    if not text[at : at + 1].isupper():
        return False
    if lexicon.nouns.match(text, at) is not None:
        return True
    body = lexicon.authority_names.match(text, at) or _acting(lexicon).match(text, at)
    return not of_bodies and body is not None


def _heads(text: str, at: int, lexicon: Lexicon) -> bool:
    """Whether who heads a body stands at an offset, the subject of a clause without its comma: "Bộ trưởng Bộ Y tế quy định"."""
    title = _head(lexicon).match(text, at)
    return title is not None and lexicon.authority_names.match(text, title.end()) is not None


@lru_cache(maxsize=4)
def _head(lexicon: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"{lexicon.words['head'].any}\s(?=[{UPPER}])")


@lru_cache(maxsize=4)
def _acting(lexicon: Lexicon) -> re.Pattern[str]:
    """A body without its name, and what it does."""
    return re.compile(rf"{lexicon.words['body'].any}\s{lexicon.words['does'].any}(?!\w)")


@lru_cache(maxsize=4)
def _predicate(lexicon: Lexicon) -> re.Pattern[str]:
    """What a law does, or what is done to it: "Luật Đô thị thông minh tạo hành lang pháp lý"."""
    return re.compile(rf"{lexicon.words['predicate'].any}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4)
def _said(lexicon: Lexicon) -> re.Pattern[str]:
    """What stands between a name and what is said of it: "Luật Nhà giáo chính thức có hiệu lực", "… cũ năm 2003"."""
    late, former, version = lexicon.words["lately"], lexicon.words["former"], lexicon.words["version"]
    words = any_of((*late.phrases, *former.phrases, *version.phrases))
    said = r"(?:sẽ|đã|được|có hiệu lực|hết hiệu lực|thay thế|tháng|ngày|năm|(?:19|20)\d\d)(?!\w)".replace(" ", r"\s")
    before = r"(?<!phục\s)(?<!thu\s)(?<!truy\s)"  # "Luật Phục hồi, phá sản"
    return re.compile(rf"{before}(?:{words}\s){{0,2}}{words}(?=\s?[.,;:()]|\s{said})", re.IGNORECASE)


def _run(text: str, at: int, lexicon: Lexicon, *, first: bool = False) -> _Run:
    end, n = at, 0
    for m in WORD.finditer(text, at, at + _SPAN):
        gap = text[end : m.start()]
        word = m.group()
        if not word[0].isalpha() or (n and not _BLANK.fullmatch(gap)) or word.lower() == "và":
            break
        if "\n" in gap and (word[0].isupper() or gap.count("\n") > 1):  # the next line begins anew
            break
        if not (first and not n and _FIRST.match(text, m.start())):
            if _OVER.match(text, m.start()):
                break
            if _ON.match(text, m.start()) or _said(lexicon).match(text, m.start()):
                return _Run(end, n, True)
            if (n or not first) and _predicate(lexicon).match(text, m.start()):
                return _Run(end, n, True)
        if n and word[0].isupper() and (lexicon.nouns.match(text, m.start()) or _heads(text, m.start(), lexicon)):
            break
        end, n = m.end(), n + 1
        if n >= _WORDS:
            break
    return _Run(end, n, False)
