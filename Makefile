# Everything runs from a virtual environment in .venv, made on first use.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
OUT ?= out
CORPORA ?= ../shared/corpora
RUNS ?= runs

.DEFAULT_GOAL := help
.PHONY: help demo test check format benchmark polnear corpora check-label-studio check-mlflow wheel clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{printf "  make %-18s %s\n", $$1, $$2}'

demo: $(VENV)/.core ## Set up, score the articles under seeds/, print a summary and name the report to open
	$(BIN)/stance score seeds/articles --targets seeds/targets.yaml --out $(OUT)
	@echo "Open $(OUT)/report.html in a browser."

test: $(VENV)/.dev ## Set up and pass the tests
	$(BIN)/python -m pytest -n auto -q

check: $(VENV)/.dev ## Lint, format check and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

benchmark: $(VENV)/.dev ## Measure speed and memory (articles a second on one core)
	$(BIN)/python experiments/speed.py

polnear: $(VENV)/.dev ## Score the rules on PolNeAR dev (needs CORPORA=folder with polnear/)
	$(BIN)/python experiments/polnear_rules.py $(CORPORA)/polnear --part dev --out experiments/polnear-rules

check-label-studio: $(VENV)/.dev ## Send annotations through the real Label Studio and back (installs it under build/; opt-in)
	$(BIN)/python experiments/label_studio_round_trip.py --environment build/label-studio-venv --out experiments/label-studio.md

check-mlflow: $(VENV)/.dev ## Open tracked runs in MLflow, its pages and its model server (needs RUNS=folder; opt-in)
	$(BIN)/python experiments/check_mlflow.py --runs $(RUNS) --out build/check-mlflow

corpora: $(VENV)/.dev ## Measure again what is published about the corpora (needs CORPORA=folder with all six)
	$(BIN)/python experiments/reproduce_corpora.py all --corpora $(CORPORA)

wheel: $(VENV)/.dev ## Build the wheel, install it alone elsewhere and score an article with it
	bash .ci/check_wheel

clean: ## Remove what was built
	rm -rf $(VENV) dist build out .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# The demo needs the core only: no torch, no mlflow, no test tools.
$(VENV)/.core: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@ $(VENV)/.core
