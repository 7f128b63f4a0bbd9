"""What people type for the values of a verb or a named query, and what is refused."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

commands = runpy.run_path(str(Path(__file__).with_name("commands.py")))
run, sentence = commands["run"], commands["sentence"]


@pytest.mark.parametrize(
    ("param", "iso"),
    [
        ("since=06/12/2021", "since=2021-12-06"),
        ("until=27/09/2019", "until=2019-09-27"),
        ("since=2024", "since=2024-01-01"),
        ("until=2019", "until=2019-12-31"),
        ("place=tien giang", "place=Tiền Giang"),
    ],
)
def test_the_values_of_a_named_query_are_typed_as_people_write(store: str, param: str, iso: str):
    out, same, whole = (
        run("query", "timeline", *more, "--format", "csv", "--store", store).stdout
        for more in (("--param", param), ("--param", iso), ())
    )
    assert out == same
    assert 1 < out.count("\n") < whole.count("\n")


@pytest.mark.parametrize(
    ("query", "parameter", "typed", "spelled", "why"),
    [
        ("issued-by", "issuer", "Tỉnh uỷ Tiền Giang", "Tỉnh ủy Tiền Giang", "tones in their old places"),
        ("issued-by", "issuer", "UBND tỉnh Tiền Giang", "Ủy ban nhân dân tỉnh Tiền Giang", "a short name"),
        ("issued-by", "issuer", "ubnd tien giang", "Ủy ban nhân dân tỉnh Tiền Giang", "its words, without marks"),
        ("issued-by", "issuer", "tinh uy tien giang", "Tỉnh ủy Tiền Giang", "a part of several names, without marks"),
        ("issued-by", "issuer", "TTg", "Thủ tướng Chính phủ", "the code of a body"),
        ("issued-by", "issuer", "ＵＢＮＤ tỉnh Tiền Giang", "Ủy ban nhân dân tỉnh Tiền Giang", "full-width letters"),
        ("timeline", "place", "tỉnh Tiền Giang", "tien giang", "a place with its noun"),
    ],
)
def test_names_are_typed_as_people_write(store: str, query: str, parameter: str, typed: str, spelled: str, why: str):
    found, same = (
        run("query", query, "--param", f"{parameter}={name}", "--format", "csv", "--store", store).stdout
        for name in (typed, spelled)
    )
    assert found == same, why
    assert found.count("\n") > 1


@pytest.mark.parametrize(
    ("since", "until"), [("10/2021", "12/2021"), ("2021-10", "2021-12"), ("tháng 10 năm 2021", "thang 12/2021")]
)
def test_a_month_is_from_its_first_day_to_its_last(store: str, since: str, until: str):
    given = ["query", "timeline", "--format", "csv", "--store", store]
    found = run(*given, "--param", f"since={since}", "--param", f"until={until}").stdout
    assert found == run(*given, "--param", "since=1/10/2021", "--param", "until=31/12/2021").stdout
    assert "2021-12-" in found


@pytest.mark.parametrize(
    ("query", "param", "words"),
    [
        ("timeline", "since=abc", "is no date"),
        ("timeline", "since=13/2021", "is no date"),
        ("timeline", "place=Hà Nội", "no place of the collection; it has Tiền Giang."),
        ("timeline", "place=huyện Tiền Giang", "no place of the collection; it has Tiền Giang."),
        (
            "issued-by",
            "issuer=UBND tỉnh Cà Mau",
            "'UBND tỉnh Cà Mau' is no issuer of the collection; it has Ban Bí thư;",
        ),
    ],
)
def test_a_value_that_fits_nothing_is_refused(store: str, query: str, param: str, words: str):
    assert words in sentence(run("query", query, "--param", param, "--store", store, status=1))
