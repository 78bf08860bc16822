# Parley: `make` lists what can be done. Python 3.11 or newer and make are all that is needed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# torch comes from an index of CPU builds: the plain index brings some twenty CUDA packages along.
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu
TORCH := $(shell grep '^torch==' constraints.txt)
PORT ?= 7860
FILMS := workspaces/films

.DEFAULT_GOAL := help
.PHONY: help env app check test test-data bench clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

env: $(VENV)/.core ## Create .venv and install Parley in it

app: env $(FILMS)/manifest.json ## Everything for a chat in the browser at http://127.0.0.1:7860
	$(BIN)/python app.py --workspace $(FILMS) --port $(PORT)

check: $(VENV)/.dev ## Lint, types and layers
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: $(VENV)/.dev ## Run the tests; those that need real data skip where it is absent
	$(BIN)/python -m pytest

test-data: $(VENV)/.dev ## Run the tests and fail where the real data (PARLEY_DATA, default ../shared/data) is absent
	@test -d "$${PARLEY_DATA:-../shared/data}" || { echo "no data at $${PARLEY_DATA:-../shared/data}; set PARLEY_DATA"; exit 2; }
	$(BIN)/python -m pytest

bench: $(VENV)/.dev $(FILMS)/manifest.json ## Measure turns, dialogues, beam search, a training step; kill builds, the store and runs at random moments
	$(BIN)/python benchmarks/turns.py $(FILMS)
	$(BIN)/python benchmarks/simulate_speed.py $(FILMS)
	$(BIN)/python benchmarks/beam_search.py
	$(BIN)/python benchmarks/training_step.py
	$(BIN)/python benchmarks/kill_storm.py
	$(BIN)/python benchmarks/store_storm.py
	$(BIN)/python benchmarks/simulate_storm.py $(FILMS)

clean: ## Remove what was built: environment, workspaces, caches
	rm -rf $(VENV) workspaces build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/.torch:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Parley needs Python 3.11 or newer; name one: make PYTHON=python3.12 …"; exit 2; }
	@echo "installing (minutes, the first time) …"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --no-deps --retries 1 --index-url $(TORCH_INDEX) $(TORCH) \
		|| { echo "$(TORCH_INDEX) gave no $(TORCH); taking the plain package index (larger)"; \
		$(BIN)/python -m pip install --quiet --no-deps $(TORCH); }
	touch $@

$(VENV)/.core: $(VENV)/.torch pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	touch $@

$(VENV)/.dev: $(VENV)/.core
	$(BIN)/python -m pip install --quiet -c constraints.txt -e '.[dev]'
	touch $@

$(FILMS)/manifest.json: | $(VENV)/.core
	$(BIN)/parley build --dataset films --out $(FILMS)
