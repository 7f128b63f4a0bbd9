# `make demo` and `make test` do all the set-up that they need: Python 3.11 or newer with venv, git and make are enough.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench bench-serve fuzz docs screenshot system clean

help:
	@echo 'make demo        set up, build a collection from seeds/, print a lineage, draw its map'
	@echo 'make test        set up, then all checks: ruff, mypy, pytest with the browser'
	@echo 'make lint        ruff and mypy only'
	@echo 'make bench       the measurements of tests/bench'
	@echo 'make fuzz        a million damaged files of every format through the readers (about half an hour)'
	@echo 'make bench-serve  a collection of 100,000 instruments: its build, and the answers of kg serve'
	@echo 'make docs        write the generated pages of docs/ and the output shown in README.md anew'
	@echo 'make screenshot  draw docs/images/lineage.png anew'
	@echo 'make clean       remove all that make has made, the environment too'

# --- The environment: a stamp for what running needs, and one for what testing needs

$(VENV)/.runtime: pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
	  echo '$(PYTHON) is missing: apt-get install python3 python3-venv' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed, and $(PYTHON) is $$($(PYTHON) --version 2>&1): make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'Python has no venv module: apt-get install python3-venv' >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { echo 'Making the environment $(VENV)'; $(PYTHON) -m venv --clear $(VENV); }
	@echo 'Installing kg and the libraries it needs'
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime
	@echo 'Installing what the tests need'
	@$(PIP) install --editable '.[dev]'
	@touch $@

# What the tests need of Debian: a browser with a font for the map, tesseract for documents that are pictures.
SYSTEM := chromium fonts-dejavu-core tesseract-ocr tesseract-ocr-vie

system:
	@command -v chromium >/dev/null && tesseract --list-langs 2>/dev/null | grep -qx vie && exit 0; \
	if [ "$$(id -u)" = 0 ]; then root=; \
	elif sudo -n true 2>/dev/null; then root=sudo; \
	else root=none; fi; \
	if [ "$$root" = none ] || ! command -v apt-get >/dev/null; then \
	  echo 'The tests need Chromium and tesseract: apt-get install $(SYSTEM)' >&2; exit 1; fi; \
	echo 'Installing $(SYSTEM) for the tests'; \
	$$root apt-get update -qq && \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(SYSTEM) >/dev/null

# --- What people call

demo: $(VENV)/.runtime
	@mkdir -p build
	@echo '$$ kg build seeds --store $(DEMO)'
	@$(VENV)/bin/kg build seeds --store $(DEMO)
	@echo
	@echo '$$ kg trace 370/KH-UBND --store $(DEMO)'
	@$(VENV)/bin/kg trace 370/KH-UBND --store $(DEMO)
	@echo
	@echo '$$ kg map 370/KH-UBND --store $(DEMO) -o build/lineage.html'
	@$(VENV)/bin/kg map 370/KH-UBND --store $(DEMO) -o build/lineage.html
	@echo
	@echo 'The map is $(CURDIR)/build/lineage.html: open it in a browser, it needs no network.'
	@echo 'The command is $(CURDIR)/$(VENV)/bin/kg; it works on this collection with --store $(DEMO).'

test: $(VENV)/.dev system lint
	@$(PY) -m pytest --numprocesses=auto

lint: $(VENV)/.dev
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy

bench: $(VENV)/.dev
	@for file in $(filter-out %/many.py %/bench_serve.py,$(wildcard tests/bench/*.py)); do echo "== $$file"; $(PY) "$$file" || exit 1; done

INPUTS ?= 1000000

fuzz: $(VENV)/.dev
	@$(PY) tests/fuzz/readers.py --inputs $(INPUTS) --keep build/fuzz
	@$(PY) tests/fuzz/kills.py

bench-serve: $(VENV)/.dev
	@$(PY) tests/bench/bench_serve.py

docs: $(VENV)/.dev
	@mkdir -p build
	$(PY) -m kg.manual > build/cli.md && mv build/cli.md docs/cli.md
	$(PY) -m kg.queries > build/queries.md && mv build/queries.md docs/queries.md
	$(PY) tests/test_readme.py

screenshot: $(VENV)/.dev system
	@mkdir -p docs/images
	$(PY) tests/test_readme.py --picture

clean:
	rm -rf build dist $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find kg tests -name __pycache__ -type d -prune -exec rm -rf {} +
