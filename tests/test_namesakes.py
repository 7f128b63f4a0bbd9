"""Programmes of one name over a collection: whose each is, of which period, and which one is called by a number.

All plans and decisions are invented, but those that Đề án 06 and Chương trình 135 are named after.
"""

from __future__ import annotations

import random

import pytest

from kg import decisions, edges, readers
from kg.extract import extract
from kg.model import Extraction, Settled
from kg.records import Review
from kg.resolve import resolve

HOMES = "urn:kg:named:chuong.trinh:chuong.trinh.phat.trien.tre.em"
PROGRAMME = "Chương trình phát triển trẻ em giai đoạn 2021 - 2030"
BAC_NINH = f"Quyết định số 512/QĐ-UBND ngày 10/3/2021 của UBND tỉnh Bắc Ninh phê duyệt {PROGRAMME}."
NGHE_AN = f"Quyết định số 733/QĐ-UBND ngày 12/3/2021 của UBND tỉnh Nghệ An phê duyệt {PROGRAMME}."
CENTRAL = f"Quyết định số 1900/QĐ-TTg ngày 24/6/2021 của Thủ tướng Chính phủ phê duyệt {PROGRAMME}."
PLAN = "Kế hoạch số 101/KH-UBND ngày {} của UBND {} thực hiện {}."
OF_BAC_NINH = PLAN.format("10/5/2023", "tỉnh Bắc Ninh", PROGRAMME)

# A name that ends with the noun of a place is of none where nobody tells whose it is.
HOUSES = "Quyết định số 7/QĐ-UBND ngày 10/3/2022 của UBND {1} {0} Chương trình phát triển nhà ở tỉnh giai đoạn 2021 - 2030{2}."

POOR = "urn:kg:named:chuong.trinh:chuong.trinh.muc.tieu.quoc.gia.giam.ngheo.ben.vung"
BARE = "Chương trình mục tiêu quốc gia giảm nghèo bền vững"
FORMER = PLAN.format("10/3/2017", "tỉnh Quảng Bình", f"{BARE} giai đoạn 2016 - 2020")
LATTER = PLAN.format("22/6/2022", "tỉnh Quảng Bình", f"{BARE} giai đoạn 2021 - 2025")

DATA = "urn:kg:named:de.an:de.an.phat.trien.ung.dung.du.lieu.dan.cu.quoc.gia:2025"
DECLARED = (
    "Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án phát triển ứng dụng dữ liệu dân cư quốc gia "
    "giai đoạn 2022 - 2025 (Đề án 06)."
)
LOCAL_06 = (
    "Quyết định số 40/QĐ-UBND ngày 06/5/2022 của UBND tỉnh Lai Châu phê duyệt Đề án phát triển cây chè chất lượng cao giai đoạn "
    "2022 - 2025 (Đề án 06)."
)
NUMBERED = "Quyết định số 135/1998/QĐ-TTg ngày 31/7/1998 của Thủ tướng Chính phủ (gọi tắt là Chương trình 135)."

YOUNG = "Chương trình khởi nghiệp thanh niên nông thôn"
YOUNG_ID = "urn:kg:named:chuong.trinh:chuong.trinh.khoi.nghiep.thanh.nien.nong.thon"
BEGUN = f"Quyết định số 410/QĐ-TTg ngày 15/4/2022 của Thủ tướng Chính phủ phê duyệt {YOUNG} giai đoạn 2022 - 2025."
LONGER = (
    f"Quyết định số 977/QĐ-TTg ngày 20/8/2025 của Thủ tướng Chính phủ kéo dài thời gian thực hiện {YOUNG} giai đoạn 2022 - 2025 "
    "được phê duyệt tại Quyết định số 410/QĐ-TTg ngày 15/4/2022 đến hết năm 2027."
)


def _young(day: str, period: str = "", place: str = "tỉnh Hà Giang") -> str:
    """A plan that carries it out, under a name of its own."""
    return PLAN.format(day, place, f"{YOUNG}{period}")


def _read(text: str) -> Extraction:
    return extract(readers.text(text))


def _meant(texts: tuple[str, ...]) -> str | Settled | None:
    """What the last text means by the last programme that it names; the same whatever the order of the texts."""
    read = [_read(t) for t in texts]
    found = resolve(read)
    for seed in range(3):
        assert resolve(random.Random(seed).sample(read, len(read))) == found
    last = read[-1]
    name = next(m.instrument for m in reversed(last.mentions) if m.form == "name") or ""
    known = found.identity(last.document.id, name)
    assert known is None or known in found.instruments
    opened = found.settled.get((last.document.id, name))
    assert known or (opened and opened.reason and set(opened.candidates) <= set(found.instruments))
    return known or opened


CERTAIN = {
    "of its province": ((NGHE_AN, BAC_NINH, OF_BAC_NINH), f"{HOMES}:bac.ninh:2030"),
    "of its province, which is all that is known": ((BAC_NINH, OF_BAC_NINH), f"{HOMES}:bac.ninh:2030"),
    "of the province that a district is in": (
        (NGHE_AN, BAC_NINH, PLAN.format("10/5/2023", "huyện Yên Phong, tỉnh Bắc Ninh", PROGRAMME)),
        f"{HOMES}:bac.ninh:2030",
    ),
    "of no other province, where its own is not known": (
        (BAC_NINH, PLAN.format("10/5/2023", "tỉnh Hà Giang", PROGRAMME)),
        f"{HOMES}:2030",
    ),
    "of whose words tell": (
        (BAC_NINH, PLAN.format("10/5/2023", "tỉnh Bắc Ninh", f"{PROGRAMME} của UBND tỉnh Nghệ An")),
        f"{HOMES}:nghe.an:2030",
    ),
    "of none that was approved later": (
        (CENTRAL, BAC_NINH.replace("2021 của", "2022 của"), PLAN.format("10/9/2021", "tỉnh Bắc Ninh", PROGRAMME)),
        f"{HOMES}:2030",
    ),
    "of the province that all in the news is of": (
        (
            NGHE_AN,
            BAC_NINH,
            f"Hội nghị bàn về Nghị quyết số 5-NQ/TU ngày 5/5/2021 của Tỉnh ủy Bắc Ninh và {PROGRAMME}.",
        ),
        f"{HOMES}:bac.ninh:2030",
    ),
    "news of the nation's": ((CENTRAL, f"Hội nghị bàn về {PROGRAMME}."), f"{HOMES}:2030"),
    "of the period that holds the day": (
        (FORMER, LATTER, PLAN.format("12/12/2023", "tỉnh Quảng Bình", BARE)),
        f"{POOR}:2025",
    ),
    "what is declared of a number holds for all": ((DECLARED, "Đề án 06 của Chính phủ được triển khai."), DATA),
    "as the Government's number": ((DECLARED, "Thực hiện Đề án 06/CP."), DATA),
    "in a province, too": ((DECLARED, PLAN.format("05/01/2024", "tỉnh Hà Giang", "Đề án 06")), DATA),
    "another province's is another": (
        (LOCAL_06, PLAN.format("05/01/2024", "tỉnh Hà Giang", "Đề án 06")),
        "urn:kg:named:de.an:de.an.06",
    ),
    "of a decision": (
        (NUMBERED, PLAN.format("05/01/2004", "tỉnh Hà Giang", "Chương trình 135")),
        "urn:lex:vn:thu.tuong.chinh.phu:quyet.dinh.quy.pham:1998;135",
    ),
    "a scheme with that number declares nothing": (
        ("Đề án số 06/ĐA-UBND ngày 5/3/2023 của UBND tỉnh Hà Giang. Đề án 06 được triển khai.", "Thực hiện Đề án 06."),
        "urn:kg:named:de.an:de.an.06",
    ),
    "of what was extended, by its new last year": (
        (BEGUN, LONGER, _young("05/01/2026", " đến năm 2027")),
        f"{YOUNG_ID}:2025",
    ),
    "the same with its first year": (
        (LONGER, BEGUN, _young("05/01/2026", " giai đoạn 2022 - 2027")),
        f"{YOUNG_ID}:2025",
    ),
    "not where its first year is another": (
        (BEGUN, LONGER, _young("05/01/2026", " giai đoạn 2026 - 2027")),
        f"{YOUNG_ID}:2027",
    ),
    "not before it was extended": ((BEGUN, LONGER, _young("05/01/2024", " đến năm 2027")), f"{YOUNG_ID}:2027"),
    "not where another decision approves that": (
        (
            BEGUN,
            LONGER,
            f"Quyết định số 7/QĐ-TTg ngày 10/3/2026 của Thủ tướng Chính phủ phê duyệt {YOUNG} đến năm 2027.",
        ),
        f"{YOUNG_ID}:2027",
    ),
    "not where another province extends its own": (
        (
            BEGUN.replace("QĐ-TTg", "QĐ-UBND").replace("Thủ tướng Chính phủ", "UBND tỉnh Lai Châu"),
            LONGER.replace("QĐ-TTg", "QĐ-UBND").replace("Thủ tướng Chính phủ", "UBND tỉnh Lai Châu"),
            _young("05/01/2026", " đến năm 2027"),
        ),
        f"{YOUNG_ID}:2027",
    ),
    "without a period, after the first one": ((BEGUN, LONGER, _young("05/01/2027")), f"{YOUNG_ID}:2025"),
    "without a period, before it was extended": (
        (BEGUN, LONGER, _young("05/01/2026", " đến năm 2027", "tỉnh Lai Châu"), _young("05/01/2024")),
        f"{YOUNG_ID}:2025",
    ),
    "extended twice": (
        (
            BEGUN,
            LONGER,
            f"Quyết định số 55/QĐ-TTg ngày 20/6/2027 của Thủ tướng Chính phủ gia hạn thời gian thực hiện {YOUNG} đến năm 2027 "
            "được phê duyệt tại Quyết định số 410/QĐ-TTg đến ngày 31/12/2029.",
            _young("05/01/2028", " đến năm 2029"),
        ),
        f"{YOUNG_ID}:2025",
    ),
}
EACH = {
    "of the province whose decision approves it": (HOUSES.format("phê duyệt", "tỉnh Bắc Ninh", ""), "bac.ninh"),
    "of the province whose plan carries it out": (HOUSES.format("thực hiện", "tỉnh Bắc Ninh", ""), "bac.ninh"),
    "of the province that the name tells": (
        HOUSES.format("thực hiện", "tỉnh Bắc Ninh", " của UBND tỉnh Nghệ An"),
        "nghe.an",
    ),
}
OPEN = {
    "the nation's and the province's": (
        (CENTRAL, BAC_NINH, OF_BAC_NINH),
        (f"{HOMES}:2030", f"{HOMES}:bac.ninh:2030"),
        "same-name",
    ),
    "both in one text": ((f"{CENTRAL} {BAC_NINH}",), (f"{HOMES}:2030", f"{HOMES}:bac.ninh:2030"), "same-name"),
    "news of two": (
        (NGHE_AN, BAC_NINH, f"Hội nghị bàn về {PROGRAMME}."),
        (f"{HOMES}:bac.ninh:2030", f"{HOMES}:nghe.an:2030"),
        "same-name",
    ),
    "news of one that a province has": (
        (BAC_NINH, f"Hội nghị bàn về {PROGRAMME}."),
        (f"{HOMES}:bac.ninh:2030",),
        "no-home",
    ),
    "of no known day": ((FORMER, LATTER, f"Hội nghị bàn về {BARE}."), (f"{POOR}:2020", f"{POOR}:2025"), "same-name"),
    "of a period that is over": (
        (FORMER, PLAN.format("12/12/2023", "tỉnh Quảng Bình", BARE)),
        (f"{POOR}:2020",),
        "other-period",
    ),
    "of one that had not begun": (
        (LATTER, PLAN.format("12/5/2016", "tỉnh Quảng Bình", BARE)),
        (f"{POOR}:2025",),
        "other-period",
    ),
    "of a time to which it was not yet extended": (
        (BEGUN, _young("05/01/2027")),
        (f"{YOUNG_ID}:2025",),
        "other-period",
    ),
    "two schemes are called by one number": (
        (DECLARED, LOCAL_06, PLAN.format("05/01/2024", "tỉnh Lai Châu", "Đề án 06")),
        (DATA, "urn:kg:named:de.an:de.an.phat.trien.cay.che.chat.luong.cao:lai.chau:2025"),
        "same-name",
    ),
}


@pytest.mark.parametrize("why", CERTAIN)
def test_which_programme_a_text_means(why: str) -> None:
    texts, want = CERTAIN[why]
    assert _meant(texts) == want


@pytest.mark.parametrize("why", EACH)
def test_whose_it_is_that_each_place_has(why: str) -> None:
    last, place = EACH[why]
    others = (HOUSES.format("phê duyệt", f"tỉnh {name}", "") for name in ("Bắc Ninh", "Nghệ An"))
    texts = (*others, last.replace("số 7/", "số 8/"))
    assert _meant(texts) == f"urn:kg:named:chuong.trinh:chuong.trinh.phat.trien.nha.o.tinh.{place}:2030"
    assert all(i.name for i in resolve(map(_read, texts)).instruments.values() if i.id.startswith("urn:kg:named:"))


@pytest.mark.parametrize("why", OPEN)
def test_what_may_be_several_stays_open_with_them(why: str) -> None:
    texts, candidates, reason = OPEN[why]
    found = _meant(texts)
    assert isinstance(found, Settled)
    assert (set(found.candidates), found.reason) == (set(candidates), reason)


def test_two_of_one_name_each_have_their_place_and_their_decision() -> None:
    read = [_read(t) for t in (NGHE_AN, BAC_NINH)]
    found = resolve(read)
    assert {i.id: i.place for i in found.instruments.values() if i.name} == {
        f"{HOMES}:bac.ninh:2030": "Bắc Ninh",
        f"{HOMES}:nghe.an:2030": "Nghệ An",
    }
    edges = {
        (found.identity(e.document.id, r.subject), found.identity(e.document.id, r.object))
        for e in read
        for r in e.relations
    }
    assert len({target for _, target in edges}) == 2


def test_a_person_tells_which_of_two() -> None:
    """Though the name alone is that of the nation's programme, and known."""
    read = [_read(t) for t in (CENTRAL, BAC_NINH, OF_BAC_NINH)]
    plan, name = read[-1].document.id, f"{HOMES}:2030"
    chosen = f"{HOMES}:bac.ninh:2030"
    decided = decisions.applied(
        resolve(read), [Review(status="accepted", document=plan, local=name, instrument=chosen)]
    )
    assert decided.identity(plan, name) == chosen
    assert decided.identity(read[0].document.id, name) == name


def test_a_review_of_what_stood_for_itself_holds_when_more_is_known() -> None:
    plan = _read(OF_BAC_NINH)
    before = edges.Names(plan, resolve([plan]), "a.txt", {}).edges
    (carried,) = [e for e in before if e.predicate == "implements"]
    for others in ([BAC_NINH], [CENTRAL, BAC_NINH]):
        more = resolve([*map(_read, others), plan])
        after = edges.Names(plan, more, "a.txt", {carried.evidence: "rejected"}).edges
        assert [e.status for e in after if e.predicate == "implements"] == ["rejected"]


def test_the_name_tells_what_it_is_called() -> None:
    found = resolve([_read(DECLARED), _read("Thực hiện Đề án 06. Đề án 06 là trọng tâm. Đề án 06 đã hoàn thành.")])
    name = found.instruments[DATA].name or ""
    assert name.startswith("Đề án phát triển ứng dụng dữ liệu dân cư quốc gia")
    assert name.endswith(" (Đề án 06)")


OWN_LONGER = [
    f"Quyết định số 500/QĐ-UBND ngày 20/10/2021 của UBND tỉnh Nghệ An phê duyệt {YOUNG} giai đoạn 2021 - 2025.",
    f"Quyết định số 900/QĐ-UBND ngày 20/10/2025 của UBND tỉnh Nghệ An kéo dài thời gian thực hiện {YOUNG} giai đoạn 2021 - 2025 "
    "đến hết năm 2030.",
]
OF_GIA_LAI = f"Quyết định số 700/QĐ-UBND ngày 20/01/2026 của UBND tỉnh Gia Lai phê duyệt {YOUNG} giai đoạn 2026 - 2030."


def test_what_another_province_approves_does_not_hide_what_one_extends() -> None:
    ours, theirs = (
        _young("10/02/2026", f" {period}", f"tỉnh {place}")
        for period, place in (
            ("giai đoạn 2021 - 2030", "Nghệ An"),
            ("giai đoạn 2026 - 2030", "Gia Lai"),
        )
    )
    for others in ([], [OF_GIA_LAI, theirs]):
        found = _means([ours, *OWN_LONGER, *others])
        assert found == f"{YOUNG_ID}:nghe.an:2025"
    assert _means([theirs, *OWN_LONGER, OF_GIA_LAI, ours]) == f"{YOUNG_ID}:gia.lai:2030"
    # a second one of its own province is another
    own = OF_GIA_LAI.replace("Gia Lai", "Nghệ An")
    assert _means([ours, *OWN_LONGER, own]) == f"{YOUNG_ID}:nghe.an:2030"


def test_when_a_programme_of_another_province_began_tells_nothing() -> None:
    ours = _young("10/02/2026", " giai đoạn 2020 - 2030", "tỉnh Nghệ An")
    other = f"Quyết định số 9/QĐ-UBND ngày 20/01/2020 của UBND tỉnh Gia Lai phê duyệt {YOUNG} giai đoạn 2020 - 2025."
    assert _means([ours, *OWN_LONGER, other]) != f"{YOUNG_ID}:nghe.an:2025"


def _means(texts: list[str]) -> str | None:
    """What the first text means by the programme, whatever the order of the others."""
    read = [_read(t) for t in texts]
    (name,) = (n for n in read[0].instruments if n.startswith(YOUNG_ID))
    found = {resolve(some).identity(read[0].document.id, name) for some in (read, read[::-1])}
    assert len(found) == 1
    return found.pop()
