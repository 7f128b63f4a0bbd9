"""The place that a build is told: a province however it is written, and of that register alone."""

from __future__ import annotations

import contextlib
import json
import runpy
from pathlib import Path

import pytest

from kg import store
from kg.catalogue import Catalogue
from kg.model import KgError

two_files = runpy.run_path(str(Path(__file__).with_name("two_files.py")))
ONE = two_files["ONE"]
PLACES = [
    ("Bình Dương", "the label"),
    ("tỉnh BÌNH DƯƠNG ", "as letterheads write it"),
    ("binh duong", "as people type it"),
    ("Tinh Binh Duong", "as people type it, with its noun"),
]


@pytest.mark.parametrize(("place", "why"), PLACES, ids=[c[1] for c in PLACES])
def test_a_place_is_a_province_however_it_is_written(small, files, tmp_path: Path, place: str, why: str):
    store.build([files(ONE)], tmp_path / "kg", place=place)
    with contextlib.closing(Catalogue(tmp_path / "kg")) as c:
        assert list(json.loads(c.meta("places")).values()) == ["", "Bình Dương"], why


def test_the_province_of_one_register_is_not_that_of_another(tmp_path: Path):
    row = "so_hieu,ngay_ban_hanh,trich_yeu\n{},05/03/2024,trồng rừng ven biển\n"
    folder, kg = tmp_path / "in", tmp_path / "kg"
    for name, number in (("a", "12/KH-UBND"), ("b", "14/KH-UBND")):
        (folder / name).mkdir(parents=True)
        (folder / name / f"{name}.csv").write_text(row.format(number), encoding="utf-8")
    assert store.build([folder], kg).placeless == 2
    assert store.build([folder / "a"], kg, place="Bình Dương").placeless == 1
    store.build([folder / "b" / "b.csv"], kg, place="Sơn La")
    assert store.build([folder], kg).changed is False, "each is read as it was"
    (folder / "a" / "c.csv").write_text(row.format("15/KH-UBND"), encoding="utf-8")
    assert store.build([folder], kg).read == 1
    with store.open_store(kg) as s:
        found = {i.number: i.place for i in s.instruments()}
    assert found == {"12/KH-UBND": "Bình Dương", "15/KH-UBND": "Bình Dương", "14/KH-UBND": "Sơn La"}
    store.build([folder], kg, place="Bến Tre")
    with store.open_store(kg) as s:
        assert {i.place for i in s.instruments()} == {"Bến Tre"}, "what is told of a folder holds for all below it"


@pytest.mark.parametrize("place", ["tp. hcm", "TP.HCM", "Thanh pho Ho Chi Minh"])
def test_a_place_in_letters_may_be_typed_small_and_apart(small, files, tmp_path: Path, place: str):
    store.build([files(ONE)], tmp_path / "kg", place=place)
    with contextlib.closing(Catalogue(tmp_path / "kg")) as c:
        assert list(json.loads(c.meta("places")).values()) == ["", "Thành phố Hồ Chí Minh"]


NO_PLACES = [
    ("thi xa Binh Duong", "Bình Dương", "a town of that name"),
    ("Atlantis", "Bình Dương", "nowhere"),
    ("Bình Dươg", "Bình Dương", "a letter is missing"),
    ("hồ chí minh", "Thành phố Hồ Chí Minh", "half of its name"),
    ("Cái Bè, Tiền Giang", "Tiền Giang", "a district"),
]


@pytest.mark.parametrize(("place", "meant", "why"), NO_PLACES, ids=[c[2] for c in NO_PLACES])
def test_a_place_that_is_no_province_is_told(small, files, tmp_path: Path, place: str, meant: str, why: str):
    with pytest.raises(KgError, match=f"'{place}' is no province .* such as '{meant}'"):
        store.build([files(ONE)], tmp_path / "kg", place=place)
    assert not (tmp_path / "kg").exists(), why
