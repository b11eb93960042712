# Every target sets up what it needs in a project-local environment.
PYTHON ?= python3
VENV := .venv
OLDEST := .venv-oldest
INSTALLED := $(VENV)/.installed
OLDEST_INSTALLED := $(OLDEST)/.installed
PIP := -m pip --disable-pip-version-check
PYTEST := -m pytest --numprocesses 2 --quiet
# Each of the two test workers gets one thread.
THREADS := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.DEFAULT_GOAL := help
.PHONY: help demo test test-oldest lint format docs bench clean

help:  ## Show the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

$(INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python $(PIP) install --quiet --upgrade --upgrade-strategy eager --editable '.[tests,docs]'
	@touch $@

$(OLDEST_INSTALLED): pyproject.toml tests/oldest.txt
	$(PYTHON) -m venv $(OLDEST)
	$(OLDEST)/bin/python $(PIP) install --quiet --constraint tests/oldest.txt --editable '.[tests]'
	@touch $@

demo: $(INSTALLED)  ## Balance real data, print the outcome, write quickstart.png
	$(VENV)/bin/python examples/quickstart.py

test: $(INSTALLED)  ## Run all tests against the newest dependencies
	$(THREADS) $(VENV)/bin/python $(PYTEST)

test-oldest: $(OLDEST_INSTALLED)  ## Run all tests against the oldest dependencies
	$(THREADS) $(OLDEST)/bin/python $(PYTEST)

lint: $(INSTALLED)  ## Check format and lint
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .

format: $(INSTALLED)  ## Format and mend what can be mended
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

docs: $(INSTALLED)  ## Build the documentation into docs/_build/html; a warning is an error
	rm -rf docs/_build docs/generated
	$(VENV)/bin/sphinx-build -W --keep-going -b html docs docs/_build/html

bench: $(INSTALLED)  ## Time and memory next to the peers
	$(VENV)/bin/python benchmarks/compare.py
	$(VENV)/bin/python benchmarks/maps.py
	$(VENV)/bin/python benchmarks/memory.py

clean:  ## Remove the environments and what the targets wrote
	rm -rf $(VENV) $(OLDEST) .pytest_cache .ruff_cache .hypothesis quickstart*.png
	rm -rf docs/_build docs/generated
