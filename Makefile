# Sourcebook. `make` checks, packages and documents the datasets; `make help` lists the rest.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(BIN)/uv
CHROMIUM ?= chromium
# The certificates of the system, so that it works behind a proxy too; compiled once, so that each start is quick.
SYNC   := $(UV) pip sync --quiet --system-certs --compile-bytecode

# Material for MkDocs announces its successor at each build; that is not news of this project.
export NO_MKDOCS_2_WARNING := 1

.DEFAULT_GOAL := all
.PHONY: all setup validate build publish site test lint format conformance bench fuzz lock upgrade picture clean help

all: validate build publish site  ## Check, package, publish and document every dataset (the default)

setup: $(VENV)/.make  ## Install what `make` needs, as locked, into .venv

$(UV): validate/requirements-uv.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<

$(VENV)/.make: validate/requirements.txt pyproject.toml | $(UV)
	test -e $(VENV)/.test || $(SYNC) validate/requirements.txt
	test -e $(VENV)/.test || $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.tools: tests/tools.txt | $(UV)
	$(UV) venv --quiet --clear $(VENV)/tools
	$(SYNC) --python $(VENV)/tools tests/tools.txt
	touch $@

$(VENV)/.test: tests/requirements.txt pyproject.toml $(VENV)/.tools $(VENV)/s3/.made | $(UV)
	$(SYNC) tests/requirements.txt
	$(UV) pip install --quiet --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q validate/sourcebook
	touch $@ $(VENV)/.make

# The S3 server of the tests, in an environment of its own.
$(VENV)/s3/.made: tests/requirements-s3.txt | $(UV)
	$(UV) venv --quiet --clear $(VENV)/s3
	$(SYNC) --python $(VENV)/s3 tests/requirements-s3.txt
	touch $@

validate: $(VENV)/.make  ## Check every dataset: its form, and with the three engines
	$(BIN)/sourcebook format --check
	$(BIN)/sourcebook validate --engine all

build: $(VENV)/.make  ## Write the data packages to dist/
	$(BIN)/sourcebook build

# The catalogue is a build product: where a version has other bytes than before, it begins anew.
# Nothing is moved before the new one stands.
publish: build  ## Publish the packages into the catalogue dist/catalog
	@$(BIN)/sourcebook publish $$(dirname dist/*/datapackage.json) --to dist/catalog || { \
	  rm -rf dist/catalog.new && \
	  $(BIN)/sourcebook publish $$(dirname dist/*/datapackage.json) --to dist/catalog.new && \
	  rm -rf dist/catalog.old && \
	  { test ! -e dist/catalog || mv dist/catalog dist/catalog.old; } && \
	  mv dist/catalog.new dist/catalog && \
	  echo "So the catalogue was made anew in dist/catalog; the one before is dist/catalog.old."; }

site: publish  ## Build the site to site/
	$(BIN)/mkdocs build --strict --quiet

test: lint  ## Run every check and test
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/.test  ## ruff, mypy --strict, the import contract, the form of the tables
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sourcebook format --check

format: $(VENV)/.test  ## Bring the code and the tables into their form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	$(BIN)/sourcebook format

conformance: $(VENV)/.test  ## Hold one engine against the corpus; ARGS="--engine pandera --show 9 --case 'desc__*'"
	PYTHONPATH=tests $(BIN)/python -m conformance $(ARGS)

bench: $(VENV)/.test  ## Measure; prints tables, judges nothing; ONLY=clean for one row
	$(if $(ONLY),,$(BIN)/python tests/benchmarks/shipped.py)
	$(if $(filter explorer site import match new,$(ONLY)),,$(BIN)/python tests/benchmarks/large.py $(ONLY))
	$(if $(filter-out explorer,$(ONLY)),,$(BIN)/python tests/benchmarks/explorer.py)
	$(if $(filter-out site,$(ONLY)),,$(BIN)/python tests/benchmarks/site.py)
	$(if $(filter-out match,$(ONLY)),,$(BIN)/python tests/benchmarks/matching.py)
	$(if $(filter-out import,$(ONLY)),,$(BIN)/python tests/benchmarks/importing.py)
	$(if $(filter-out new,$(ONLY)),,$(BIN)/python tests/benchmarks/starting.py)

fuzz: $(VENV)/.test  ## Made-up and damaged datasets for FUZZ_SECONDS (an hour); what is found is kept
	PYTHONPATH=tests $(BIN)/python -m fuzz

lock: $(UV)  ## Bring the lock files in line with pyproject.toml (versions and hashes, no address)
	$(UV) pip compile $(UPGRADE) --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group make --extra site --output-file validate/requirements.txt
	$(UV) pip compile $(UPGRADE) --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml --group make --group test --extra site --extra pandas --constraint validate/requirements.txt --output-file tests/requirements.txt
	$(UV) pip compile $(UPGRADE) --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group s3 --output-file tests/requirements-s3.txt
	$(UV) pip compile $(UPGRADE) --quiet --system-certs --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header tests/tools.in --output-file tests/tools.txt

upgrade: UPGRADE := --upgrade
upgrade: lock  ## Renew all that the lock files hold

picture: $(VENV)/.test site  ## Renew the pictures of the site in docs/assets (needs Chromium)
	mkdir -p docs/assets
	PYTHONPATH=tests CHROMIUM=$(CHROMIUM) $(BIN)/python tests/pictures.py

clean:  ## Remove what was built
	rm -rf dist site .cache

help:  ## List the targets
	@grep -hE '^[a-z]+:.*##' Makefile | sort | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'
