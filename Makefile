# `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
# Settings come from the environment and pass through: PORT=8123 make run, ACADEMY_DATA=/srv/academy make run.

PYTHON ?= $(shell for found in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$found -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$found && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
SOURCES := $(wildcard translations/*/LC_MESSAGES/messages.po)
LANGUAGES := es fr pt ar

.DEFAULT_GOAL := help
.PHONY: run test lint format translations wheel lock clean help
.NOTPARALLEL:

run: .venv/run.stamp $(SOURCES:.po=.mo) ## Set everything up, load the demonstration editions where there is nothing yet, and serve
	@$(BIN)/academy demo

test: .venv/dev.stamp $(SOURCES:.po=.mo) ## Check and test everything that this machine can; ALL=1 refuses to leave anything out; ARGS="-k ics" goes to pytest
	@$(BIN)/python -m tests.run $(if $(ALL),--all) $(ARGS)

lint: .venv/dev.stamp ## Check style, types, templates and imports, without the tests
	@$(BIN)/python -m tests.run --checks

format: .venv/dev.stamp ## Repair what can be repaired without thinking
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

translations: .venv/run.stamp ## Collect the texts from code and templates, bring every catalogue up to date, and compile
	@mkdir -p build
	$(BIN)/pybabel --quiet extract -F pyproject.toml -k N_ -k lazy_gettext -k lazy_ngettext:1,2 -c "Translators:" \
		--add-location=file --sort-by-file --width=120 --project=Academy --copyright-holder="The Academy maintainers" --output-file=build/messages.pot .
	@for language in $(LANGUAGES); do \
		[ -e translations/$$language/LC_MESSAGES/messages.po ] || \
		$(BIN)/pybabel --quiet init -i build/messages.pot -d translations -l $$language --width=120; done
	$(BIN)/pybabel --quiet update -i build/messages.pot -d translations --width=120 \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel --quiet compile -d translations --statistics

wheel: .venv/run.stamp ## Build the wheel into dist/
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

# One lock for running and one for developing, for every system and Python from 3.11 on, without the address of an index.
LOCK := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" pyproject.toml --group build

lock: $(BIN)/pip ## Choose the newest versions that pyproject.toml allows and write them down
	$(PIP) install uv
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove what can be made again; the data stay
	rm -rf .venv __pycache__ build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache $(SOURCES:.po=.mo)
	find academy migrations tests -type d -name __pycache__ -prune -exec rm -rf {} +

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# A stamp is as old as what was installed: another lock, another installation.
.venv/run.stamp: requirements.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what requirements.txt names ..."
	@$(PIP) install --require-hashes --requirement requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: requirements-dev.txt pyproject.toml | $(BIN)/pip
	@echo "Installing what requirements-dev.txt names ..."
	@$(PIP) install --require-hashes --requirement requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch .venv/run.stamp $@

$(BIN)/pip:
	@[ -n "$(PYTHON)" ] || { echo "Academy needs Python 3.11 or newer, and none was found; PYTHON=/path/to/python names one." >&2; exit 1; }
	@echo "Making a virtual environment in .venv ..."
	@$(PYTHON) -m venv .venv

%.mo: %.po | .venv/run.stamp
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
