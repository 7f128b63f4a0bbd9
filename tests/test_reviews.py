"""Review: what a person decides is kept through every build, and shows in the lineage, the queries and the export."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import runpy
import shutil
import sqlite3
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg import export, generation, lineage, reviews, store
from kg.catalogue import Catalogue
from kg.cli import cli
from kg.model import KgError
from kg.records import Review

tools = runpy.run_path(str(Path(__file__).with_name("serving.py")))
SEA = "urn:lex:vn:trung.uong.dang:nghi.quyet:2018;36"
BIO = "urn:lex:vn:trung.uong.dang:nghi.quyet:2023;36"
STATUS = "SELECT ?status WHERE { VALUES ?e { UNDEF } ?e kg:status ?status }"


def made(folder: Path) -> Path:
    """A collection with one open name in `kg`, beside its two files."""
    for name, text in tools["OPEN"].items():
        (folder / name).write_text(text, encoding="utf-8")
    store.build([folder / "plan.txt", folder / "news.txt"], folder / "kg")
    return folder


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The same, for one test to change."""
    return made(tmp_path)


def open_name(directory: Path) -> store.Unresolved:
    with store.open_store(directory) as s:
        return s.unresolved()[0]


def an_edge(directory: Path, predicate: str = "implements") -> store.Edge:
    with store.open_store(directory) as s:
        return next(e for e in s.edges() if e.predicate == predicate)


def decide(directory: Path, target: str, status: str, **told: str) -> None:
    with store.open_store(directory) as s:
        decided = reviews.review(s, target, status, **told)
    reviews.decide(directory, [decided])
    reviews.publish(directory)


def test_the_collection_has_the_open_name_that_these_tests_need(folder: Path):
    assert set(open_name(folder / "kg").candidates) > {SEA, BIO}  # and what the catalogue alone lists


@pytest.mark.parametrize("status", ["accepted", "rejected"])
def test_a_decision_on_evidence_shows_everywhere(folder: Path, status: str):
    edge = an_edge(folder / "kg", "cites")  # the only evidence of its triple
    decide(folder / "kg", edge.evidence, status, note="đọc lại", reviewer="Lan")
    with store.open_store(folder / "kg") as s:
        assert next(e for e in s.edges() if e.evidence == edge.evidence).status == status
        rows = list(s.query(STATUS, bindings={"e": edge.evidence}))
        assert [r["status"].value for r in rows] == [status]
        direct = f"ASK {{ <{edge.subject}> kg:cites <{edge.object}> }}"
        assert bool(s.query(direct)) is (status == "accepted")
        out = io.BytesIO()
        export.export(s, "nquads", out)
        assert f'<https://w3id.org/kg-vn#status> "{status}"'.encode() in out.getvalue()
        export.export(s, "csv", folder / "csv")
        graph = lineage.graph(s)
        assert graph.has_edge(edge.subject, edge.object, lineage.edge_key(edge)) is (status == "accepted")
        found = s.reviews()[0]
        assert (found.note, found.reviewer, found.status) == ("đọc lại", "Lan", status)
    with (folder / "csv" / "edges.csv").open(encoding="utf-8-sig", newline="") as f:
        assert status in {row["status"] for row in csv.DictReader(f)}


def test_an_accepted_candidate_is_the_instrument_from_then_on(folder: Path):
    name, edge = open_name(folder / "kg"), an_edge(folder / "kg")
    assert edge.object == name.id
    decide(folder / "kg", name.id, "accepted", candidate=SEA, reviewer="Lan")
    with store.open_store(folder / "kg") as s:
        assert s.unresolved() == []
        assert {e.subject for e in s.edges(object=SEA) if e.predicate == "implements"} == {edge.subject}
        assert [step.instrument.id for step in lineage.trace(s, edge.subject).children] == [SEA]


def test_a_rejected_candidate_goes_and_the_last_one_is_not_guessed(folder: Path):
    name = open_name(folder / "kg")
    for candidate in set(name.candidates) - {BIO}:
        decide(folder / "kg", name.id, "rejected", candidate=candidate)
    assert open_name(folder / "kg").candidates == (BIO,)


def test_taking_back_restores_what_was(folder: Path):
    name, edge = open_name(folder / "kg"), an_edge(folder / "kg")
    decide(folder / "kg", name.id, "accepted", candidate=SEA)
    decide(folder / "kg", name.id, "", candidate=SEA)
    assert open_name(folder / "kg") == name
    decide(folder / "kg", edge.evidence, "rejected")
    decide(folder / "kg", edge.evidence, "")
    assert an_edge(folder / "kg") == edge


def test_another_candidate_takes_the_place_of_the_one_before(folder: Path):
    name = open_name(folder / "kg")
    decide(folder / "kg", name.id, "accepted", candidate=SEA)
    decide(folder / "kg", name.id, "accepted", candidate="36-NQ/TW 2023")
    with store.open_store(folder / "kg") as s:
        assert [r.instrument for r in s.reviews()] == [BIO]
        assert not list(s.edges(object=SEA, subject=an_edge(folder / "kg").subject))


def test_decisions_survive_rebuilds_new_files_and_changed_ones(folder: Path):
    name, edge = open_name(folder / "kg"), an_edge(folder / "kg", "cites")
    decide(folder / "kg", name.id, "accepted", candidate=SEA)
    decide(folder / "kg", edge.evidence, "rejected")
    (folder / "more.txt").write_text("Luật Đất đai 2024 số 31/2024/QH15.", encoding="utf-8")
    (folder / "plan.txt").touch()
    report = store.build([folder / "plan.txt", folder / "news.txt", folder / "more.txt"], folder / "kg")
    assert report.read == 1
    with store.open_store(folder / "kg") as s:
        assert s.unresolved() == []
        assert next(e for e in s.edges() if e.evidence == edge.evidence).status == "rejected"
    shutil.rmtree(folder / "kg" / (folder / "kg" / "CURRENT").read_text().strip())
    (folder / "kg" / "CURRENT").unlink()
    store.build([folder / "plan.txt", folder / "news.txt"], folder / "kg")
    assert an_edge(folder / "kg").object == SEA


def test_a_review_of_evidence_stays_when_its_name_is_settled(folder: Path):
    name, edge = open_name(folder / "kg"), an_edge(folder / "kg")
    decide(folder / "kg", edge.evidence, "accepted")
    decide(folder / "kg", name.id, "accepted", candidate=SEA)
    settled = an_edge(folder / "kg")
    assert (settled.object, settled.status) == (SEA, "accepted")
    assert settled.evidence != edge.evidence


def test_a_decision_stands_while_no_text_names_its_instrument(folder: Path):
    name = open_name(folder / "kg")
    decide(folder / "kg", name.id, "accepted", candidate=SEA)
    (folder / "news.txt").write_text("Bài báo không nêu văn bản nào.", encoding="utf-8")
    store.build([folder / "news.txt", folder / "plan.txt"], folder / "kg")
    assert an_edge(folder / "kg").object == SEA  # which the catalogue knows
    (folder / "news.txt").write_text(tools["OPEN"]["news.txt"], encoding="utf-8")
    store.build([folder / "news.txt", folder / "plan.txt"], folder / "kg")
    assert an_edge(folder / "kg").object == SEA


def test_nothing_changes_before_the_graph_is_published(folder: Path):
    edge = an_edge(folder / "kg")
    with store.open_store(folder / "kg") as s:
        reviews.decide(folder / "kg", [reviews.review(s, edge.evidence, "rejected")])
        assert [r.status for r in s.reviews()] == ["rejected"]  # an open store sees what was decided
    assert an_edge(folder / "kg").status == "unreviewed"
    assert reviews.publish(folder / "kg").changed
    assert an_edge(folder / "kg").status == "rejected"
    assert not reviews.publish(folder / "kg").changed


@pytest.mark.parametrize(
    ("target", "status", "candidate", "told"),
    [
        ("urn:kg:evidence:0", "accepted", "", "no evidence"),
        ("urn:kg:name:0:x", "accepted", SEA, "no open name"),
        ("370/KH-UBND", "accepted", "", "neither"),
        ("NAME", "accepted", "", "candidate"),
        ("NAME", "accepted", "9999/QĐ-TTg", "fits"),
        ("NAME", "accepted", "36-NQ/TW", "2 instruments"),
        ("EDGE", "accepted", SEA, "no candidates"),
        ("EDGE", "maybe", "", "accepted or rejected"),
    ],
)
def test_what_cannot_be_decided_is_told(original: Path, target: str, status: str, candidate: str, told: str):
    known = {"NAME": open_name(original / "kg").id, "EDGE": an_edge(original / "kg").evidence}
    with store.open_store(original / "kg") as s, pytest.raises(KgError, match=told):
        reviews.review(s, known.get(target, target), status, candidate=candidate)


def test_all_decisions_of_a_batch_are_kept_or_none(folder: Path):
    edge = an_edge(folder / "kg")
    wrong = Review(evidence="urn:kg:evidence:1", status="perhaps")
    catalogue = Catalogue(folder / "kg", write=True)
    with contextlib.closing(catalogue), pytest.raises(sqlite3.IntegrityError):
        catalogue.decide([Review(evidence=edge.evidence, status="accepted"), wrong])
    with store.open_store(folder / "kg") as s:
        assert s.reviews() == []


# --- A decision makes the next generation from the current one, and that is what a build would make


def whole(directory: Path) -> tuple[list[str], dict[str, list], store.Counts]:
    """Every quad, every row of the index but the notes of the build, and the counts."""
    with store.open_store(directory) as s:
        quads, counts = sorted(str(q) for q in s.graph), s.counts()
    path = directory / generation.current(directory) / "index.sqlite3"
    tables = "documents instruments names edges nodes settled conflicts search searched_names".split()
    with contextlib.closing(sqlite3.connect(path)) as db:
        rows = {t: sorted(map(repr, db.execute(f"SELECT * FROM {t}"))) for t in tables}
        order = [e for (e,) in db.execute("SELECT evidence FROM edges ORDER BY document, rowid")]
    rows["names"] = sorted(re.sub(r"^\(\d+, ", "(", r) for r in rows["names"])  # their own numbers are nobody's
    return quads, {**rows, "order": order}, counts


def rebuilt(directory: Path, other: Path) -> Path:
    """The same collection with its graph made from nothing."""
    shutil.rmtree(other, ignore_errors=True)
    other.mkdir()
    for path in directory.glob("catalogue*"):
        shutil.copy(path, other)
    store.build([], other)
    return other


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_revision_equals_a_build(original: Path, tmp_path: Path, data: st.DataObject):
    directory = tmp_path / "kg"
    shutil.rmtree(directory, ignore_errors=True)
    shutil.copytree(original / "kg", directory)
    for _ in range(data.draw(st.integers(1, 4))):
        with store.open_store(directory) as s:
            waiting = [reviews.name_key(r) for r in s.reviews() if not r.evidence]
            targets = sorted({e.evidence for e in s.edges()} | {u.id for u in s.unresolved()} | {*waiting})
            target = data.draw(st.sampled_from(targets))
            status = data.draw(st.sampled_from(reviews.STATUSES))
            candidate = data.draw(st.sampled_from([SEA, BIO])) if target.startswith("urn:kg:name:") else ""
            reviews.decide(directory, [reviews.review(s, target, status, candidate=candidate)])
        reviews.publish(directory)
        assert whole(directory) == whole(rebuilt(directory, tmp_path / "other"))


def test_a_decision_resolves_nothing_and_reads_no_other_document(folder: Path, monkeypatch: pytest.MonkeyPatch):
    name, edge = open_name(folder / "kg"), an_edge(folder / "kg", "cites")
    monkeypatch.setattr("kg.resolve.resolve", None)
    monkeypatch.setattr("kg.catalogue.Catalogue.extractions", None)
    with store.open_store(folder / "kg") as reader:  # it goes on with what it has
        decide(folder / "kg", name.id, "accepted", candidate=SEA)
        decide(folder / "kg", edge.evidence, "rejected")
        assert [u.id for u in reader.unresolved()] == [name.id]
        assert bool(reader.query(f"ASK {{ <{edge.subject}> kg:cites <{edge.object}> }}"))
    with store.open_store(folder / "kg") as s:
        assert s.unresolved() == []
        assert not s.query(f"ASK {{ <{edge.subject}> kg:cites <{edge.object}> }}")


def test_a_decision_after_new_documents_makes_a_whole_build(folder: Path, monkeypatch: pytest.MonkeyPatch):
    edge = an_edge(folder / "kg", "cites")
    with store.open_store(folder / "kg") as s:
        reviews.decide(folder / "kg", [reviews.review(s, edge.evidence, "rejected")])
    (folder / "more.txt").write_text("Luật Đất đai 2024 số 31/2024/QH15.", encoding="utf-8")
    monkeypatch.setattr("kg.revision.revise", None)
    store.build([folder / "more.txt"], folder / "kg")
    with store.open_store(folder / "kg") as s:
        assert s.edge(edge.evidence).status == "rejected"
        assert len(s.documents()) == 3


# --- The command line and CSV


def run(*args: str, **options) -> str:
    found = CliRunner().invoke(cli, ["review", *args], catch_exceptions=False, **options)
    assert found.exit_code == 0, found.output
    return found.output


def test_the_command_decides_lists_and_takes_back(folder: Path):
    directory, edge = str(folder / "kg"), an_edge(folder / "kg")
    run(edge.evidence, "accept", "--store", directory, "--note", "=1+1", "--by", "Lan")
    assert an_edge(folder / "kg").status == "accepted"
    rows = list(csv.DictReader(io.StringIO(run("--store", directory))))
    assert [(r["evidence"], r["status"], r["note"], r["reviewer"]) for r in rows] == [
        (edge.evidence, "accepted", "'=1+1", "Lan")  # no spreadsheet takes it for a formula
    ]
    run(edge.evidence, "withdraw", "--store", directory)
    assert an_edge(folder / "kg").status == "unreviewed"
    assert len(run("--store", directory).splitlines()) == 1


def test_the_command_settles_a_name(folder: Path):
    told = run(open_name(folder / "kg").id, "accept", "--candidate", "36-NQ/TW 2018", "--store", str(folder / "kg"))
    assert "36-NQ/TW" in told, "which instrument was stored"
    assert SEA in told
    assert an_edge(folder / "kg").object == SEA


def test_later_leaves_the_graph_for_the_next_build(folder: Path):
    edge = an_edge(folder / "kg")
    run(edge.evidence, "reject", "--later", "--store", str(folder / "kg"))
    assert an_edge(folder / "kg").status == "unreviewed"
    run("--publish", "--store", str(folder / "kg"))
    assert an_edge(folder / "kg").status == "rejected"


SAVED = [(",", "utf-8-sig"), (";", "utf-8-sig"), ("\t", "utf-8-sig"), ("\t", "utf-16"), (";", "utf-8")]


@pytest.mark.parametrize(("delimiter", "encoding"), SAVED)
def test_a_list_is_read_however_a_spreadsheet_saves_it(folder: Path, tmp_path: Path, delimiter: str, encoding: str):
    edge = an_edge(folder / "kg")
    with (tmp_path / "reviews.csv").open("w", encoding=encoding, newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerows([("status", "evidence", "note"), ("rejected", edge.evidence, "một, hai; ba")])
    run("--file", str(tmp_path / "reviews.csv"), "--store", str(folder / "kg"), "--later")
    with store.open_store(folder / "kg") as s:
        assert [(r.status, r.note) for r in s.reviews()] == [("rejected", "một, hai; ba")]


def test_a_list_that_is_no_unicode_is_refused(original: Path, tmp_path: Path):
    (tmp_path / "ansi.csv").write_bytes("status,evidence,note\n,x,năm".encode("cp1258"))
    with pytest.raises(KgError, match=r"ansi\.csv is no Unicode text .*; save it as CSV UTF-8"):
        run("--file", str(tmp_path / "ansi.csv"), "--store", str(original / "kg"))


def test_a_list_can_be_read_again(folder: Path, tmp_path: Path):
    directory, name, edge = folder / "kg", open_name(folder / "kg"), an_edge(folder / "kg", "cites")
    decide(directory, name.id, "accepted", candidate=SEA, note="=SUM(A1)", reviewer="Lan, Hà")
    decide(directory, edge.evidence, "rejected", note='dòng "một"')
    told = run("--store", str(directory))
    with store.open_store(directory) as s:
        before = s.reviews()
    (tmp_path / "reviews.csv").write_bytes(told.encode("utf-8-sig"))
    withdrawn = [
        Review(evidence=r.evidence, document=r.document, local=r.local, instrument=r.instrument, status="")
        for r in before
    ]
    reviews.decide(directory, withdrawn)
    reviews.publish(directory)
    assert open_name(directory)
    run("--file", str(tmp_path / "reviews.csv"), "--store", str(directory))
    with store.open_store(directory) as s:
        assert s.reviews() == before
    assert an_edge(directory).object == SEA


def test_a_list_with_a_candidate_of_the_catalogue_alone_can_be_read_again(folder: Path, tmp_path: Path):
    directory, name = str(folder / "kg"), open_name(folder / "kg")
    listed = next(c for c in name.candidates if c not in (SEA, BIO))
    run(name.id, "reject", "--candidate", listed, "--store", directory)
    (tmp_path / "reviews.csv").write_text(run("--store", directory), encoding="utf-8")
    for earlier in (True, False):  # in the collection it comes from, and in one that nobody decided on yet
        run("--file", str(tmp_path / "reviews.csv"), "--store", directory)
        assert listed not in open_name(folder / "kg").candidates
        if earlier:
            run(name.id, "withdraw", "--candidate", listed, "--store", directory)
            assert listed in open_name(folder / "kg").candidates


def test_a_target_and_a_list_at_once_are_refused(original: Path, tmp_path: Path):
    (tmp_path / "reviews.csv").write_text("status,evidence\n", encoding="utf-8")
    told = ["review", "urn:kg:evidence:0", "reject", "--file", str(tmp_path / "reviews.csv")]
    found = CliRunner().invoke(cli, [*told, "--store", str(original / "kg")])
    assert found.exit_code == 2
    assert "not both" in found.output


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["a,b", "1,2"], "no column 'evidence'"),
        (["status,evidence", "accepted,GOOD", "accepted,urn:kg:evidence:0"], "Line 3 .* no evidence"),
        (["status,evidence", "accepted,GOOD", "perhaps,urn:kg:evidence:0"], "Line 3 .* not 'perhaps'"),
        (
            ["status,evidence,document,local,instrument", "accepted,,urn:kg:document:0,_:x,urn:x"],
            "Line 2 .* give evidence",
        ),
    ],
)
def test_a_bad_list_is_refused_whole(original: Path, lines: list[str], told: str):
    text = "\n".join(lines).replace("GOOD", an_edge(original / "kg").evidence)
    with store.open_store(original / "kg") as s, pytest.raises(KgError, match=told):
        list(reviews.read_csv(s, io.StringIO(text)))


# --- Beside a server


def waited(publisher: reviews.Publisher) -> reviews.Publisher:
    end = time.monotonic() + 60
    while publisher.busy and time.monotonic() < end:
        time.sleep(0.05)
    return publisher


@pytest.mark.parametrize(
    ("program", "told", "why"),
    [
        ("/nowhere/python", "can't be published", "a process that can't be started"),
        ("/bin/false", "status 1", "one that ends without a word"),
    ],
)
def test_a_publisher_that_fails_tells_so_and_takes_the_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, program: str, told: str, why: str
):
    publisher = reviews.Publisher(folder / "kg", pause=0.01, attempts=2)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "executable", program)
        publisher.soon()
        assert not waited(publisher).busy, why
    assert told in publisher.error
    publisher.soon()
    assert (waited(publisher).busy, publisher.error) == (False, "")


def test_a_publisher_publishes_what_was_decided_while_it_ran(folder: Path):
    publisher = reviews.Publisher(folder / "kg")
    for edge in (an_edge(folder / "kg"), an_edge(folder / "kg", "cites")):
        with store.open_store(folder / "kg") as s:
            reviews.decide(folder / "kg", [reviews.review(s, edge.evidence, "accepted")])
        publisher.soon()
    assert not waited(publisher).error
    with store.open_store(folder / "kg") as s:
        assert sum(e.status == "accepted" for e in s.edges()) == 2


def test_a_candidate_that_the_catalogue_alone_has_can_be_the_one(folder: Path):
    name = open_name(folder / "kg")
    listed = next(c for c in name.candidates if c not in (SEA, BIO))
    with store.open_store(folder / "kg") as s:
        assert listed not in {i.id for i in s.instruments()}
    decide(folder / "kg", name.id, "accepted", candidate=listed)
    with store.open_store(folder / "kg") as s:
        assert [i.number for i in s.instruments() if i.id == listed] == ["36-NQ/TW"]
        assert list(s.edges(object=listed))
