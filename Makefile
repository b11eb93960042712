# Every target sets up what it needs in a project-local environment.
PYTHON ?= python3
VENV := .venv
OLDEST := .venv-oldest
PRE := .venv-pre
SPARK := .venv-spark
INSTALLED := $(VENV)/.installed
OLDEST_INSTALLED := $(OLDEST)/.installed
PRE_INSTALLED := $(PRE)/.installed
SPARK_INSTALLED := $(SPARK)/.installed
BENCH_INSTALLED := $(VENV)/.bench_installed
PIP := -m pip --disable-pip-version-check
PYTEST := -m pytest --numprocesses 2 --quiet
# Each of the two test workers gets one thread.
THREADS := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-oldest test-pre test-spark coverage mutants lint format docs bench bench-quick study clean

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

$(PRE_INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(PRE)
	$(PRE)/bin/python $(PIP) install --quiet --pre --upgrade --upgrade-strategy eager --editable '.[tests]'
	@touch $@

$(SPARK_INSTALLED): pyproject.toml
	$(PYTHON) -m venv $(SPARK)
	$(SPARK)/bin/python $(PIP) install --quiet --editable '.[tests]' 'pyspark>=4.0'
	@touch $@

demo: $(INSTALLED)  ## Balance real data, print the outcome, write quickstart.png
	$(VENV)/bin/python examples/quickstart.py

test: $(INSTALLED)  ## Run all tests against the newest dependencies
	$(THREADS) $(VENV)/bin/python $(PYTEST)

test-long: $(INSTALLED)  ## Run all tests, the property tests with 20 times the examples
	$(THREADS) $(VENV)/bin/python $(PYTEST) --hypothesis-profile=long

test-oldest: $(OLDEST_INSTALLED)  ## Run all tests against the oldest dependencies
	$(THREADS) $(OLDEST)/bin/python $(PYTEST)

test-pre: $(PRE_INSTALLED)  ## Run all tests against pre-releases of the dependencies
	$(THREADS) $(PRE)/bin/python $(PYTEST)

test-spark: $(SPARK_INSTALLED)  ## Run the tests of the Spark adapter, which need Java 17
	$(THREADS) $(SPARK)/bin/python -m pytest --quiet -rs tests/spark

coverage: $(INSTALLED)  ## Run all tests, and fail below 98 % of the branches
	$(THREADS) $(VENV)/bin/python $(PYTEST) --cov --cov-report=term-missing:skip-covered

mutants: $(INSTALLED)  ## Change the core in small ways, and list what no test notices
	$(VENV)/bin/python $(PIP) install --quiet --editable '.[mutants]'
	rm -rf mutants
	$(THREADS) $(VENV)/bin/mutmut run --max-children 2
	$(VENV)/bin/mutmut results

lint: $(INSTALLED)  ## Check format, lint and spelling
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/codespell

format: $(INSTALLED)  ## Format and mend what can be mended
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

# What the pages include; two at a time, as the tables of what works take longest.
PARTS = docs-dtypes docs-compositions docs-study docs-numbers docs-distributors docs-landing docs-report
.PHONY: $(PARTS)

docs-compositions:
	$(THREADS) $(VENV)/bin/python tests/compositions.py docs/compatibility_table.rst

docs-dtypes:
	$(THREADS) $(VENV)/bin/python tests/column_dtypes.py docs/dtype_table.rst

docs-study:
	$(THREADS) $(VENV)/bin/python benchmarks/study_page.py benchmarks/study docs

docs-numbers:
	$(THREADS) $(VENV)/bin/python benchmarks/study_numbers.py benchmarks/study docs

docs-distributors:
	$(THREADS) $(VENV)/bin/python examples/distributors.py docs

docs-landing:
	$(THREADS) $(VENV)/bin/python examples/landing.py docs

docs-report:
	$(THREADS) $(VENV)/bin/python examples/landing_report.py docs/_static

docs: $(INSTALLED)  ## Build the documentation into docs/_build/html; a warning is an error
	rm -rf docs/_build docs/generated docs/auto_examples
	$(MAKE) --jobs 2 $(PARTS)
	$(THREADS) $(VENV)/bin/sphinx-build -W --keep-going -b html docs docs/_build/html

$(BENCH_INSTALLED): $(INSTALLED)
	$(VENV)/bin/python $(PIP) install --quiet --editable '.[benchmarks]'
	@touch $@

bench: $(BENCH_INSTALLED)  ## Time and memory next to the peers, all cases; takes half an hour
	$(VENV)/bin/python benchmarks/bench.py
	$(VENV)/bin/python benchmarks/small.py
	$(VENV)/bin/python benchmarks/scaling.py
	$(VENV)/bin/python benchmarks/cost_model.py
	$(VENV)/bin/python benchmarks/many_classes.py

bench-quick: $(BENCH_INSTALLED)  ## Time and memory next to the peers, the cases that take seconds
	$(VENV)/bin/python benchmarks/bench.py --quick
	$(VENV)/bin/python benchmarks/small.py --fits 15

study: $(INSTALLED)  ## Compute the study, or go on: make study FOLDER=data STORE=results; takes hours
	$(THREADS) $(VENV)/bin/python benchmarks/study_all.py '$(FOLDER)' '$(STORE)'

clean:  ## Remove the environments and what the targets wrote
	rm -rf $(VENV) $(OLDEST) $(PRE) $(SPARK) .pytest_cache .ruff_cache .hypothesis mutants quickstart*.png
	rm -rf docs/_build docs/generated docs/auto_examples docs/compatibility_table.rst docs/dtype_table.rst docs/distributors_*.png docs/landing_*.png docs/_static/report.html
	rm -f docs/quoted_numbers.rst docs/study_*.rst docs/study_*.png
