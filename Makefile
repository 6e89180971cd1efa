# Everything a newcomer needs: Python 3.11, pip and make. `make` alone lists the targets.

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PLAN ?= tw-2021
REPLAY ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo run up test lint bench wheel clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## Make the environment in .venv from the pinned requirements

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed; install it, or name another: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the pinned requirements into $(VENV) (a few minutes the first time) …"
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

demo: $(READY) ## The sample country, from its web sites to the published pages
	@$(BIN)/ogp-etl demo

run: $(READY) ## A real plan through the real DAGs: make run PLAN=tw-2021 [REPLAY=file.warc.gz]
	@$(BIN)/ogp-etl run $(PLAN) $(if $(REPLAY),--replay $(REPLAY))

up: $(READY) ## Airflow's own page on 127.0.0.1:8080 with the DAGs and the board
	@$(BIN)/ogp-etl up

test: $(READY) lint ## Lint and all tests (service tests skip where a service is absent)
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## ruff, mypy --strict, the import contract, the SQL
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/sqlfluff lint -q sql/queries

bench: $(READY) ## Speed and size beside peers; needs nginx, wget and s5cmd (see docs/operating.md)
	@$(BIN)/python tests/bench/run.py $(ONLY)

wheel: $(READY) ## Build the wheel
	@$(BIN)/python -m build --wheel --outdir dist .

clean: ## Remove the environment and the data of runs
	rm -rf $(VENV) var dist
