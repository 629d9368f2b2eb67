# make demo, make test, make check, make bench: each makes .venv by itself, and again where what it holds has changed.
# Needs a Python from 3.11 to 3.13 (PYTHON=… chooses one) and, the first time, a package index or PIP_FIND_LINKS.

VENV := .venv
BIN  := $(VENV)/bin

# The first interpreter of a version that we support.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$python && break; \
	done)

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

define NO_PYTHON
guiju needs Python 3.11, 3.12 or 3.13 with venv (on Debian: apt-get install python3-venv). PYTHON=/path/to/python3 chooses one.
endef

define NO_PACKAGES
The locked packages could not be installed. Without a package index, fetch them where there is one
    python3 -m pip download --require-hashes -r requirements/$*.txt -d wheels
and say where they are: PIP_NO_INDEX=1 PIP_FIND_LINKS=wheels make $(MAKECMDGOALS)
endef
export NO_PYTHON NO_PACKAGES

.PHONY: help demo test faults check format lint types contracts policies bench readme lock clean

help:  ## what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

demo: $(VENV)/.holds-base  ## decisions with their reasons, then a file of rows
	@PATH="$(CURDIR)/$(BIN):$$PATH" examples/demo.sh

test: $(VENV)/.holds-dev $(VENV)/.tried-rete  ## the tests
	@$(BIN)/python -m pytest -n 2 $(ARGS)

faults: $(VENV)/.holds-dev  ## the service killed 200 times, held to its own OpenAPI document on every path
	@KILLS=200 SCHEMATHESIS=deep $(BIN)/python -m pytest tests/faults tests/openapi $(ARGS)

check: format lint types contracts policies test  ## everything that must hold before a change goes in

format: $(VENV)/.holds-dev
	@$(BIN)/ruff format --check

lint: $(VENV)/.holds-dev
	@$(BIN)/ruff check

types: $(VENV)/.holds-dev
	@$(BIN)/mypy

contracts: $(VENV)/.holds-dev
	@$(BIN)/lint-imports

policies: $(VENV)/.holds-dev  ## the shipped policies, their cases, layout, schemas and handbook
	@$(BIN)/guiju check policies
	@$(BIN)/guiju test policies --strict
	@$(BIN)/guiju fmt policies --check
	@$(BIN)/guiju schema policies --check
	@$(BIN)/guiju docs policies --check

bench: $(VENV)/.holds-bench  ## speed and memory, beside a peer and beside SQL by hand
	@$(BIN)/python -m bench $(ARGS)

readme: $(VENV)/.holds-dev  ## the output of the README's commands anew
	@RECORD=1 $(BIN)/python -m pytest tests/cli/test_readme.py

lock:  ## requirements/*.txt anew from pyproject.toml (needs uv)
	@sh requirements/lock.sh

clean:  ## away with .venv and every cache
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist bench/results

# A stamp says that .venv holds a list of requirements and this project; the lists are nested: base < dev < bench.
$(VENV)/.holds-%: requirements/%.txt pyproject.toml | $(BIN)/python
	@echo "installing requirements/$*.txt into $(VENV)" >&2
	@$(PIP) install --require-hashes -r $< || { echo "$$NO_PACKAGES" >&2; exit 1; }
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

# durable-rules is built from source: where that fails, its tests skip and say so.
$(VENV)/.tried-rete: requirements/rete.txt $(VENV)/.holds-dev
	@$(PIP) install --require-hashes -r $< >/dev/null 2>&1 || echo "durable-rules can't be built here: its tests skip" >&2
	@touch $@

$(BIN)/python:
	@test -n "$(PYTHON)" && $(PYTHON) -m venv $(VENV) || { echo "$$NO_PYTHON" >&2; rm -rf $(VENV); exit 1; }
