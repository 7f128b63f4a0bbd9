"""Imports go one way, and heavy libraries stay with the modules that own them (design, section 1)."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "kg"

# Every module of a row may import those of earlier rows only: never one beside it, never one after it.
LAYERS = [
    # 0 values, text; the process that answers queries stands alone
    ["patterns"],
    ["folios"],
    ["model", "text", "normal", "dates", "span", "files", "provisions", "worker"],
    ["words", "locality", "reading", "plaintext", "paper", "kinds"],
    ["container", "compound", "isolation", "abreast", "ownwork"],
    ["pool", "ocr"],
    ["office", "spreadsheet"],
    ["columns", "heading", "markup", "biff"],
    ["rows"],
    ["pdf", "worddoc", "rtf", "registers", "archives"],
    ["turtle", "kept"],
    ["stanzas", "tables"],
    ["lexicon", "readers", "sentences"],  # 1
    ["scan", "pairs", "wishes", "terms", "listed", "unlisted", "numbering", "twins"],
    ["labels", "laws", "cues", "slips", "scans", "placenames", "about", "periods", "prolonged", "eras"],
    ["issuers", "spelling"],
    ["proper"],
    ["naming", "organs", "issuing", "programmes"],
    ["identity", "infull", "field", "rank", "subjects"],
    ["whose", "nearby", "former"],
    [
        "namekeys",
        "approval",
        "bills",
        "ending",
        "unknown",
        "writers",
        "letterhead",
        "signature",
        "numbers",
        "known",
        "retold",
        "spelledout",
        "votes",
        "amending",
        "dating",
        "plenums",
        "pointing",
        "wording",
        "linking",
        "mandates",
        "titling",
    ],
    ["opinions"],
    [
        "acting",
        "block",
        "conditions",
        "annexed",
        "bare",
        "beside",
        "caption",
        "commands",
        "entry",
        "following",
        "items",
        "noting",
        "scope",
        "series",
        "several",
        "short",
    ],
    ["bystanders"],
    ["closing", "numbered", "days", "actors", "jointly", "means", "leads", "preceding", "resting", "sufferers"],
    ["agents", "announcements", "governed"],
    [
        "mentions",
        "header",
        "facts",
        "declared",
        "nicknames",
        "placing",
        "schemes",
        "relations",
        "discourse",
        "doubts",
        "altered",
        "enumerations",
        "grounds",
        "lists",
        "passives",
        "reasons",
        "tasks",
    ],  # 2 never import one another
    ["byname", "which"],
    ["coreference", "findings", "oneself", "zones"],
    ["extract"],  # 3
    ["uses"],
    ["evaluate", "namesakes", "waiting"],
    ["yearly"],
    ["settling"],
    ["resolve"],  # 4
    ["records", "bodies", "nodes", "opening"],
    ["edges"],
    ["catalogue", "rdf"],  # 5
    ["intake", "cataloguing"],
    ["changes"],
    ["index", "decisions", "queries", "results"],
    ["indexing", "mistakes"],
    ["generation"],
    ["revision"],
    ["sparql", "ingest"],
    ["store", "typed", "endings", "drafts"],
    ["inference", "steps"],
    ["find", "lineage", "shapes"],  # 6
    ["plans"],
    ["check", "export", "layout", "gaps", "offline", "sources"],
    ["render", "gapmap", "nlp"],  # 7
    ["collection"],
    ["__init__", "terminal"],  # 8
    ["quoting"],
    ["forms", "show", "batch"],
    ["reviews", "snapshot", "protocol", "guard", "passages", "coverage"],
    ["pages", "openapi"],
    ["site", "reviewing"],
    ["routes"],
    ["web", "mcp"],
    ["options"],
    ["asking", "deciding", "verbs"],
    ["cli"],
    ["manual", "__main__"],
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}

# What a reader of the code looks for, and the modules where it is: the page docs/modules.md.
ROOMS = {
    "Values and letters": "model text patterns normal dates files span words locality kept",
    "Files → text": "kinds reading readers plaintext office worddoc rtf compound container markup pdf paper abreast folios ocr "
    "spreadsheet biff archives isolation pool batch ownwork",
    "Registers: tables whose rows are documents": "registers rows columns heading entry",
    "The ontology as a lexicon": "turtle stanzas tables lexicon labels terms eras",
    "Slips of typists and scanners, mended before anything is read": "slips scans spelling",
    "Where sentences end, and what stands in them": "sentences scan cues pairs items leads",
    "Where instruments are named: by their numbers": "mentions numbering numbers numbered bare several short",
    "Where instruments are named: by their names": "laws listed unlisted bills amending naming periods programmes proper plenums "
    "annexed provisions",
    "Where instruments are named: by what stands elsewhere": "pointing declared nicknames",
    "What is told of a name: who, where, when, about what": "facts following preceding closing dating days titling issuing acting "
    "issuers placenames about unknown beside nearby noting",
    "Whose a number is": "organs writers whose infull placing former",
    "What a document says of itself": "header letterhead block caption signature oneself",
    "Relations: who acts, and on what": "relations field linking governed actors agents bystanders mandates means sufferers "
    "passives reasons jointly rank",
    "Relations: lists, grounds, what is put in force and what ends": "series opinions enumerations lists grounds "
    "resting announcements approval ending",
    "Relations: articles and items that amend": "altered commands wording",
    "Relations: over many words and sentences": "scope discourse tasks",
    "What is told and is no fact": "doubts conditions wishes",
    "Which instrument is meant, in one document": "coreference identity which byname spelledout retold votes schemes "
    "subjects namekeys zones",
    "One document as a whole": "extract findings evaluate",
    "Which instrument is meant, over a collection": "resolve settling yearly waiting known twins uses namesakes "
    "prolonged decisions",
    "A collection on disk": "ingest intake changes catalogue cataloguing opening records indexing index generation revision store "
    "snapshot sources",
    "The graph": "rdf nodes edges bodies shapes check export",
    "SPARQL": "sparql mistakes worker queries results protocol",
    "Lineage, gaps and what they rest on": "lineage steps plans gaps coverage endings drafts inference find typed",
    "Maps": "render layout gapmap offline",
    "Reviews by people": "reviews reviewing deciding",
    "What is shown: on a terminal, as JSON": "show quoting forms terminal passages",
    "The explorer and other servers": "web routes site pages guard openapi mcp",
    "The command and the library": "cli asking verbs options manual __main__ __init__ collection nlp",
}

# Libraries that cost time to load, and the modules that may import them.
OWNERS = {
    "ahocorasick_rs": {"scan"},
    "click": {"asking", "cli", "deciding", "manual", "options", "terminal", "verbs"},
    "jinja2": {"site"},
    "mcp": {"mcp"},
    "networkx": {"lineage", "check"},
    "olefile": {"compound"},
    "oxrdflib": {"store"},
    "PIL": {"ocr"},
    "pypdfium2": {"pdf"},
    "selectolax": {"markup"},
    "pyoxigraph": {
        "revision",
        "turtle",
        "labels",
        "worker",
        "mistakes",
        "queries",
        "results",
        "generation",
        "store",
        "shapes",
        "export",
        "protocol",
    },
    "pyshacl": {"shapes"},
    "pyvis": {"render"},
    "rdflib": {"store", "shapes"},
    "spacy": {"nlp"},
    "xlrd": {"biff"},
    "sqlite3": {"catalogue", "opening", "index", "indexing", "generation", "revision"},
    "starlette": {"site", "routes", "web"},
    "uvicorn": {"web"},
}
# What a command that reads one document must never load.
HEAVY = set("pypdfium2 selectolax PIL olefile xlrd rdflib oxrdflib spacy networkx pyvis pyshacl sqlite3".split())
# What only several processes, archives and spreadsheets need.
PROCESSES = {
    "subprocess",
    "multiprocessing",
    "concurrent.futures",
    "zipfile",
    "xml.etree.ElementTree",
    "kg.pool",
    "kg.isolation",
}


def modules() -> list[Path]:
    return sorted(PACKAGE.glob("**/*.py"))


def imports(path: Path) -> dict[str, int]:
    """Names of imported modules with a line; those for type checkers only are no imports."""
    found: dict[str, int] = {}
    stack: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            stack += node.orelse
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name: node.lineno for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if module == "kg":
                found |= {f"kg.{alias.name}": node.lineno for alias in node.names}
            else:
                found[module] = node.lineno
        stack += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.stem)
def test_imports_go_down(path: Path):
    assert path.parent == PACKAGE, "the package is flat"
    assert path.stem in RANK, f"{path.name} has no layer: add it to the tables here"
    for name, line in imports(path).items():
        if name.startswith("kg."):
            other = name.split(".")[1]
            if path.stem == "__init__" and other == "collection":
                continue  # the face of the package
            assert other in RANK, f"{path.name}:{line} imports {name}, which has no layer"
            assert RANK[other] < RANK[path.stem], f"{path.name}:{line} imports {name}, which is not below it"


def test_every_module_is_in_one_room():
    assert sorted(name for names in ROOMS.values() for name in names.split()) == sorted(RANK)


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.stem)
def test_heavy_libraries_stay_with_their_owners(path: Path):
    for name, line in imports(path).items():
        library = name.split(".")[0]
        assert path.stem in OWNERS.get(library, {path.stem}), f"{path.name}:{line} imports {library}"


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.stem)
def test_relative_imports_are_not_used(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"{path.name}:{node.lineno} hides its layer"


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.stem)
def test_no_process_imports_from_the_working_folder(path: Path):
    """People call `kg` in the folder of their documents: a `json.py` that lies there must not run."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.List) and "sys.executable" in (words := [ast.unparse(word) for word in node.elts]):
            assert words[:2] == ["sys.executable", "'-P'"], f"{path.name}:{node.lineno} needs -P"


def test_the_reader_of_imports_sees_them(tmp_path: Path):
    path = tmp_path / "m.py"
    path.write_text(
        "from typing import TYPE_CHECKING\nimport kg.store\nfrom kg import rdf\n"
        "def f():\n    from kg.text import fold\n    import rdflib.term\n"
        "if TYPE_CHECKING:\n    import spacy\n"
    )
    assert set(imports(path)) == {"typing", "kg.store", "kg.rdf", "kg.text", "rdflib.term"}


@pytest.mark.parametrize(
    ("code", "forbidden"),
    [
        ("import kg", HEAVY | {"click", "pyoxigraph", "kg.model"}),
        ("import kg; kg.KgError; kg.Instrument", HEAVY | {"click", "pyoxigraph"}),
        ("import kg.cli; kg.cli.main(['--help'])", HEAVY | {"pyoxigraph", "kg.store", "kg.lexicon"}),
        ("import kg.cli; kg.cli.main(['extract', 'seeds/000_553b255afa740f49.txt'])", HEAVY | PROCESSES | {"kg.store"}),
        ("import kg; kg.extract('Nghị quyết số 52-NQ/TW')", HEAVY | {"click"}),
    ],
)
def test_what_is_not_needed_is_not_loaded(code: str, forbidden: set[str]):
    program = (
        f"import sys\ntry:\n    {code}\nexcept SystemExit:\n    pass\nprint(*sys.modules, sep='\\n', file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        check=True,
        encoding="utf-8",
    )
    assert not forbidden & set(run.stderr.split())


# The patterns of text that modules of the extractor have compiled, and how many are still to be.
COMPILED = """
import re, sys, kg.extract, kg.readers
from kg.patterns import Later
mine = [(f"{m}.{n}", v) for m, module in sys.modules.items() if m.startswith("kg.") for n, v in vars(module).items()]
print(*(n for n, v in mine if isinstance(v, re.Pattern) and isinstance(v.pattern, str)))
print(*(n for n, v in mine if isinstance(v, Later) and "match" in vars(v)))
print(sum(isinstance(v, Later) for _, v in mine))
"""


def test_importing_the_extractor_compiles_no_pattern():
    run = subprocess.run(
        [sys.executable, "-c", COMPILED], capture_output=True, text=True, cwd=PACKAGE.parent, check=True
    )
    eager, used, left = run.stdout.split("\n")[:3]
    assert not eager, f"{eager}: write `pattern(…)` of kg.patterns, which compiles at the first use"
    assert not used, f"{used} is used while its module is imported"
    assert int(left) > 100
