# Every target sets itself up in .venv from a lock file; Python 3.11+ and make are all that is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_READY := $(VENV)/.ready-run
DEV_READY := $(VENV)/.ready-dev
DRAWS ?= 20000
# A worker that dies ends the run at once; an idle worker takes over tests of a busy one.
IN_PARALLEL := --numprocesses auto --max-worker-restart=0 --dist worksteal
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet

# Without compiled modules on disk every program that a test starts would compile the package again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := run
.PHONY: run test test-slow attack check figures bench wheel serve clean help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "moneygood needs Python 3.11 or later; name one with: make PYTHON=python3.12" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.lock pyproject.toml | $(BIN)/python
	@echo "setting up $(VENV) …" >&2
	@$(PIP) -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_READY): requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "setting up $(VENV) with the tools for tests and checks …" >&2
	@$(PIP) -r requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@ $(RUN_READY)

run: $(RUN_READY) ## simulate the baseline and print the answer
	@$(BIN)/moneygood run --draws $(DRAWS)

test: $(DEV_READY) ## run the tests, but for the slow ones
	@$(BIN)/python -m pytest $(IN_PARALLEL) -m "not slow"

test-slow: $(DEV_READY) ## run the slow tests
	@$(BIN)/python -m pytest $(IN_PARALLEL) -m slow

attack: $(DEV_READY) ## flipped bits, killed writers, full disks, odd inputs, a server attacked, with counts
	@PYTHONPATH=tests $(BIN)/python -m attack

check: $(DEV_READY) ## formatting, lint, types, walls between rooms, texts
	@VENV=$(VENV) scripts/check

figures: $(DEV_READY) ## make the pictures and tables in documents that are stale
	@$(BIN)/python scripts/figures.py

bench: $(DEV_READY) ## time the engine on this machine
	@$(BIN)/moneygood bench

wheel: $(DEV_READY) ## a wheel that brings pages and lab along, in dist/
	@$(BIN)/python scripts/made.py
	@$(BIN)/python -m build --wheel --no-isolation

serve: $(RUN_READY) ## pages and API on http://127.0.0.1:8000/
	@$(BIN)/moneygood serve

clean: ## remove the virtual environment and caches
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache
