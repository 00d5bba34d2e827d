# Two commands: `make demo` shows what roadeye does, `make test` checks that it works.
.DEFAULT_GOAL := help
PYTHON ?= python3
UV := .venv/bin/uv
RUN := .venv/bin
# As pip does: else each start of TensorFlow compiles it again, where caches are not written.
export UV_COMPILE_BYTECODE := 1

.PHONY: help setup demo test test-slow lint docs constraints model

help:
	@echo "make demo       install what prediction needs, find the road in bundled scenes, score it, make a video"
	@echo "make test       set up and run the tests (under five minutes)"
	@echo "make test-slow  run the long tests too"
	@echo "make lint       style, types and import contracts"
	@echo "make docs       build the site into site/; a warning is an error"
	@echo "make model      DATA=DIR RUNS=DIR: make the models of the package (hours); DRY=1: on drawn scenes"
	@echo "make setup      make .venv with everything, extras and developer groups included"

# Three stamps: uv, what prediction needs (demo), and everything (setup).
.venv/uv:
	$(PYTHON) -m venv .venv
	$(RUN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'
	@touch $@

.venv/base: .venv/uv pyproject.toml constraints.txt
	$(UV) pip install --quiet --python $(RUN)/python -c constraints.txt -e .
	@touch $@

.venv/ready: .venv/uv pyproject.toml constraints.txt
	$(UV) pip install --quiet --python $(RUN)/python -c constraints.txt -e '.[all]' --group dev
	@touch $@

setup: .venv/ready

demo: .venv/base
	$(RUN)/roadeye demo -o demo

test: setup
	$(RUN)/pytest -n 2 --dist worksteal -m 'not (slow or soak or browser)'

test-slow: setup
	ROADEYE_KILLS=20 $(RUN)/pytest

# Stopped at any place, the same command goes on there.
model: setup
	$(RUN)/python -m training_runs.make $(DATA) $(RUNS) $(if $(DRY),--dry)

lint: setup
	$(RUN)/ruff format --check
	$(RUN)/ruff check
	$(RUN)/mypy
	$(RUN)/lint-imports

docs: setup
	$(RUN)/python -m site_pages

# Exact versions for a repeatable environment; no address of an index goes into the file.
constraints: setup
	$(UV) pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url \
	  --all-extras --group dev pyproject.toml -o constraints.txt
