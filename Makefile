# Everything sets itself up in .venv; only Python 3.11+ and make are needed. Choose another Python with PYTHON=python3.13.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
NICE := $(if $(shell command -v nice 2>/dev/null),nice -n 5,)

.PHONY: demo desk test lint types layers bench train lock clean help

help:  ## say what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 10

demo: $(VENV)/run  ## read the example report: in the terminal, and as a page in demo/report.html
	@$(BIN)/dragoman read examples/report.txt
	@$(BIN)/dragoman read examples/report.txt -o demo/report.html
	@echo "The same as a page: demo/report.html"

desk: $(VENV)/run  ## open the desk in a browser, with the sample ledger
	@$(BIN)/dragoman serve --demo

test: $(VENV)/dev  ## run the tests
	$(BIN)/python -m pytest -q

lint: $(VENV)/dev  ## check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev  ## check types
	$(BIN)/mypy

layers: $(VENV)/dev  ## check that each room knows only those before it
	$(BIN)/lint-imports

bench: $(VENV)/dev  ## measure, and hold the figures against their floors
	$(NICE) $(BIN)/python -m benchmarks.floors

train: $(VENV)/dev  ## train the reader anew, from ../shared/data to ONNX (hours; see training/README.md)
	$(BIN)/python -m pip install -q -r requirements/training.txt
	PYTHONPATH=. $(BIN)/python -m training all

lock:  ## resolve the dependencies anew (needs uv)
	uv pip compile pyproject.toml --extra build --universal --python-version 3.11 --generate-hashes --no-annotate \
		--custom-compile-command "make lock" -q -o requirements/run.txt
	uv pip compile pyproject.toml --extra build --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-annotate --custom-compile-command "make lock" -c requirements/run.txt -q -o requirements/dev.txt

clean:  ## take away all that was made
	rm -rf $(VENV) demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "dragoman needs Python 3.11 or newer; install it, or name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "This Python cannot make a virtual environment; on Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# --no-build-isolation: what builds the package is locked too. --no-deps: the locks are whole, and pip, asked to resolve
# `coverage[toml]` beside `coverage==...`, would look at the newest of all and refuse it for want of a hash
$(VENV)/run: $(BIN)/python requirements/run.txt pyproject.toml
	@echo "Setting up $(VENV) ..."
	@$(PIP) install --require-hashes --no-deps -r requirements/run.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.txt
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.txt
	@touch $@
