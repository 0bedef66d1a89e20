# kadergen: everything a developer or a first-time user starts.  `make` alone lists the targets.
#
# `make demo` and `make test` are each complete on a bare Debian machine with Python 3.11 or newer: they make their own
# virtual environment and install what is missing, from the lock files with their hashes. Use another Python with `make demo PYTHON=python3.12`.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet --no-input

# Programs that the tests check our files with; none of them is needed to use kadergen. Java and JAXB are for veraPDF,
# whose library comes with the development lock.
TEST_PACKAGES := pdftk-java qpdf poppler-utils python3-gi gir1.2-poppler-0.18 ghostscript chromium \
  default-jdk-headless libjaxb-api-java libjaxb-java libreoffice-writer-nogui libreoffice-draw-nogui python3-uno \
  firefox-esr xvfb xauth libpdfbox2-java mupdf-tools dovecot-imapd dovecot-lmtpd swaks tnef libmime-tools-perl \
  sqlite3 binutils unzip
NODE_PACKAGES := tests/roundtrip/pdfjs tests/word/ooxml tests/accessibility/axe
NODE_STAMPS := $(NODE_PACKAGES:=/node_modules/.package-lock.json)
# pdf-lib, whose reading of forms is measured beside ours.
BENCH_NODE := bench/pdflib
BENCH_STAMP := $(BENCH_NODE)/node_modules/.package-lock.json

# Pango, with which WeasyPrint sets text; it is measured beside us.
BENCH_PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

# ---------------------------------------------------------------------------------------------------------------- use

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

.PHONY: demo
demo: $(VENV)/.ready-run ## build both frameworks into output/, make twelve completed forms, read and consolidate them
	@$(BIN)/kadergen demo

# -------------------------------------------------------------------------------------------------------------- check

.PHONY: test
test: programs lint pytest wheel ## everything that has to hold: lint, types, layers, tests, and the installed wheel

.PHONY: lint
lint: $(VENV)/.ready-test ## style, types and layers, without the tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy kadergen tests $(wildcard bench/*.py)
	$(BIN)/lint-imports

.PHONY: pytest
pytest: $(VENV)/.ready-test programs
	$(BIN)/pytest --numprocesses auto --durations 10

SECONDS ?= 600
.PHONY: fuzz
fuzz: $(VENV)/.ready-test ## mutate real files and read them, for SECONDS (600); what shows a fault goes to output/fuzz/
	$(BIN)/python -m tests.hostile.fuzz --seconds $(SECONDS)

.PHONY: test-viewers
test-viewers: $(VENV)/.ready-test ## the form filled in, saved and printed in Chromium and Firefox themselves
	@tests/tools/debian.sh chromium firefox-esr xvfb
	$(BIN)/pytest --numprocesses auto --durations 10 tests/viewers

.PHONY: wheel
wheel: $(VENV)/.ready-test ## build the wheel, install it into an empty environment elsewhere and use it there
	$(BIN)/python tests/tools/check_wheel.py

.PHONY: bench
bench: $(VENV)/.ready-test programs $(BENCH_STAMP) ## time and memory of every step
	@tests/tools/debian.sh $(BENCH_PACKAGES)
	@for script in bench/bench_*.py; do echo "== $$script"; $(BIN)/python "$$script"; done

.PHONY: pictures
pictures: $(VENV)/.ready-test programs ## draw the README's pictures anew
	$(BIN)/python tests/tools/pictures.py

.PHONY: verapdf
verapdf: $(VENV)/.ready-test programs ## what veraPDF says about the PDFs in output/
	@ls output/*.pdf >/dev/null 2>&1 || { echo "No PDF in output/; run make demo first." >&2; exit 1; }
	@$(BIN)/python tests/tools/verapdf.py ua1 output/*.pdf

.PHONY: programs
programs: $(NODE_STAMPS) $(BENCH_STAMP)
	@tests/tools/debian.sh $(TEST_PACKAGES)

# The form viewer of Firefox, which runs in Chromium, and the validator of Word documents of the Open XML SDK, which runs
# in node; npm fetches and checks them.
$(NODE_STAMPS) $(BENCH_STAMP): %/node_modules/.package-lock.json: %/package-lock.json %/package.json
	@command -v npm >/dev/null || tests/tools/debian.sh npm
	@echo "Fetching what $* needs" >&2
	@cd $* && npm ci --loglevel=error >/dev/null || { \
	  echo "Fetching it failed; what npm said stands above. Is the network there?" >&2; exit 1; }
	@touch $@

# ------------------------------------------------------------------------------------------------------------ develop

.PHONY: format
format: $(VENV)/.ready-test ## lay the code out and mend what ruff can mend
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

.PHONY: lock
lock: $(VENV)/.ready-run ## write the lock files anew from pyproject.toml
	$(PIP) install uv==0.13.9
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --extra build --output-file requirements.lock $(LOCK_OPTIONS) pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --custom-compile-command "make lock" --extra build --extra dev --constraint requirements.lock \
	  --output-file requirements-dev.lock $(LOCK_OPTIONS) pyproject.toml

.PHONY: clean
clean: ## remove what was built; .venv stays
	find output -mindepth 1 ! -name .gitkeep -delete
	rm -rf dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find kadergen tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

.PHONY: distclean
distclean: clean ## remove .venv too
	rm -rf $(VENV) $(NODE_PACKAGES:=/node_modules) $(BENCH_NODE)/node_modules

# -------------------------------------------------------------------------------------------------------- environment
# The stamps make a second run quick; a changed lock or pyproject.toml installs again.

$(VENV)/.ready-venv:
	@command -v $(PYTHON) >/dev/null || [ "$(PYTHON)" != python3 ] || tests/tools/debian.sh python3 python3-venv
	@command -v $(PYTHON) >/dev/null || { echo "There is no program $(PYTHON) here." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "kadergen needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one, for example: make $(or $(MAKECMDGOALS),demo) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tests/tools/debian.sh python3-venv
	@echo "Making the virtual environment $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.ready-run: $(VENV)/.ready-venv requirements.lock pyproject.toml
	$(call install,requirements.lock)

$(VENV)/.ready-test: $(VENV)/.ready-venv requirements-dev.lock pyproject.toml
	$(call install,requirements-dev.lock)

# Two steps, since an editable project has no hash: first the locked packages, then kadergen itself with nothing fetched.
define install
@echo "Installing Python packages from $(1); the first time this takes a minute or two" >&2
@$(PIP) install --require-hashes --requirement $(1) || { \
  echo "Installing the Python packages failed; what pip said stands above. Is the network there?" >&2; exit 1; }
@$(PIP) install --no-deps --no-build-isolation --editable .
@touch $@
endef
