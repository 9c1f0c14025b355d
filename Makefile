# Greffier's front door. Each target first sets up .venv from the hash-pinned lock when it is missing or out of date.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
# uv when it is there (seconds), pip otherwise (a minute); both refuse a package whose hash is not in the lock. The lock
# holds every dependency, so none is resolved: older pips stumble over extras in hash-checking mode.
INSTALL = $(if $(shell command -v uv),uv pip install --compile-bytecode --python $(BIN)/python --quiet,$(BIN)/python -m pip install --quiet --disable-pip-version-check)
DOCUMENTS ?= data/samples/documents
OUTPUT ?= data/published

export DO_NOT_TRACK = 1

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 13))' \
		|| { echo "Greffier needs Python 3.11 or 3.12; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try: make PYTHON=python3.11 …" >&2; exit 2; }
	@echo "Creating $(VENV)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 2; }

$(RUNTIME): requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing Greffier from requirements.lock (hash-pinned; one to three minutes the first time)"
	@$(INSTALL) --no-deps --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DEVELOPMENT): requirements-dev.lock $(RUNTIME)
	@pkg-config --exists icu-i18n 2>/dev/null && command -v c++ >/dev/null \
		|| { echo "The development tools need a compiler and ICU (for PyICU); on Debian: apt install g++ libicu-dev pkg-config python3-dev" >&2; exit 2; }
	@echo "Installing the development tools from requirements-dev.lock"
	@$(INSTALL) --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

.PHONY: setup
setup: $(RUNTIME) ## Set up .venv

.PHONY: run
run: $(RUNTIME) ## Run the night on data/samples (or DOCUMENTS=…, OUTPUT=…)
	@echo "Running the nightly job on $(DOCUMENTS)"
	@$(BIN)/greffier run --documents $(DOCUMENTS) --output $(OUTPUT)

.PHONY: dev
dev: $(RUNTIME) ## Open the Dagster UI on 127.0.0.1:3000
	@$(BIN)/greffier dev --documents $(DOCUMENTS) --output $(OUTPUT)

.PHONY: explore
explore: $(RUNTIME) ## Read the latest release in a browser, on 127.0.0.1:3100
	@$(BIN)/greffier explore --output $(OUTPUT)

.PHONY: evaluate
evaluate: $(RUNTIME) ## Score the latest release against the samples' gold
	@$(BIN)/greffier evaluate --gold data/samples/annotations --output $(OUTPUT)

.PHONY: test
test: check ## Everything that must pass: check, then all tests
	@echo "Tests: unit, examples, conventions, dbt, integration, faults, browser"
	@$(BIN)/pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder --durations=10
	@echo "All tests passed."

.PHONY: coverage
coverage: $(DEVELOPMENT) ## Which lines no unit test, example or dbt test runs
	@$(BIN)/pytest --numprocesses 2 --dist loadfile --cov --cov-report=term:skip-covered tests/unit tests/examples tests/dbt

.PHONY: check
check: $(DEVELOPMENT) ## Lint, types, import rules, SQL style
	@echo "Lint (ruff)"; $(BIN)/ruff check . && $(BIN)/ruff format --check .
	@echo "Types (mypy)"; $(BIN)/mypy
	@echo "Import rules (import-linter)"; $(BIN)/lint-imports
	@echo "SQL style (sqlfluff)"; $(BIN)/sqlfluff lint --disable-progress-bar dbt_project/models dbt_project/tests dbt_project/macros

.PHONY: format
format: $(DEVELOPMENT) ## Format Python and SQL
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@$(BIN)/sqlfluff fix --disable-progress-bar dbt_project/models

.PHONY: bench
bench: $(RUNTIME) ## Compare the whole run with the bare model (10 to 20 minutes)
	@$(BIN)/python benchmarks/bench.py

.PHONY: bench-intake
bench-intake: $(RUNTIME) ## Time the intake format by format, with the sandbox on and off (10 minutes)
	@$(BIN)/python benchmarks/intake.py

.PHONY: bench-rules
bench-rules: $(RUNTIME) ## Compare each extractor with the model's pass over the samples (2 minutes)
	@$(BIN)/python benchmarks/rules.py

.PHONY: bench-nights
bench-nights: $(RUNTIME) ## Measure what nights after the first cost, at 1,000 and 10,000 documents (hours)
	@$(BIN)/python benchmarks/nights.py

.PHONY: bench-consolidation
bench-consolidation: $(RUNTIME) ## Time how the cost of consolidation grows with the tellings of one pair (2 minutes)
	@$(BIN)/python benchmarks/consolidation.py

.PHONY: accuracy-resolution
accuracy-resolution: $(RUNTIME) ## Measure who is taken for one, beside simpler ways (half a minute)
	@$(BIN)/python benchmarks/resolution_accuracy.py

.PHONY: bench-resolution
bench-resolution: $(RUNTIME) ## Measure how resolution grows, up to 1,000,000 mentions (5 minutes)
	@$(BIN)/python benchmarks/resolution.py

.PHONY: bench-explorer
bench-explorer: $(RUNTIME) ## Measure the explorer on 5,000 documents with 200,000 mentions and quotes (5 minutes)
	@$(BIN)/python benchmarks/explorer.py

.PHONY: soak
soak: $(DEVELOPMENT) ## Live through thirty nights with crashes and broken sources (half an hour)
	@$(BIN)/python -m benchmarks.soak

.PHONY: calibrate
calibrate: run ## Measure anew what the confidence of a quotation means (docs/calibration.md)
	@$(BIN)/python -m orchestration.evaluation.calibration --release $(OUTPUT)/latest

.PHONY: docs
docs: $(RUNTIME) ## Build dbt's documentation and the data dictionary
	@$(BIN)/python -m orchestration.documentation

.PHONY: lock
lock: ## Compile the locks anew (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		--group build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		-c requirements.lock --group build --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
		--no-deps --group postgres -o requirements-postgres.lock

.PHONY: clean
clean: ## Remove working state and releases made from the samples
	rm -rf data/warehouse data/published benchmarks/work
