# CrampBot Chat. `make` alone lists what there is.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := help

.PHONY: help
help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: $(VENV)/run.stamp  ## start the bot: in this terminal, or on Telegram and Slack when their tokens are set
	@$(BIN)/crampbot run

.PHONY: test
test: $(VENV)/dev.stamp  ## the tests, in under 5 minutes
	@$(BIN)/python -m pytest -n auto --dist worksteal -m "not prove"

.PHONY: lint
lint: $(VENV)/dev.stamp  ## style, types and layers
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

.PHONY: prove
prove: $(VENV)/bench.stamp  ## the slow proofs: chaos, fuzz, benchmarks (SIZE=small for a quick round)
	@sh .ci/prove $(BIN)/python $(or $(SIZE),full)

.PHONY: wheel
wheel: $(VENV)/dev.stamp  ## build the wheel, install it alone, and hold a conversation with it in an empty folder
	@sh .ci/wheel $(PYTHON)

.PHONY: lock
lock: $(VENV)/dev.stamp  ## renew the lists of dependencies with their hashes
	@$(BIN)/python -m pip install -q uv
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
		pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
		pyproject.toml --group dev -o requirements-dev.lock
	@$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
		pyproject.toml --group dev --group bench -o requirements-bench.lock

# --- set-up, once -----------------------------------------------------------------------------------------------------

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@echo "Setting up in $(VENV) (once, about a minute) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "CrampBot needs Python 3.11 or newer; say make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/bench.stamp: $(VENV)/dev.stamp requirements-bench.lock
	@echo "Fetching what we compare ourselves with ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-bench.lock
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.lock
	@echo "Fetching what the tests need ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
