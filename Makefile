# The front door. Needs Python 3.11 or newer and make; everything else is installed into .venv.
SHELL := /bin/sh
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)
PYTEST := $(BIN)/pytest -n 2
TESTFLAGS ?=

.PHONY: run test check lint coverage bench strings mutants lock clean install-run install-dev install-bench

run: install-run ## serve at http://127.0.0.1:$PORT, with the demonstration catalogue when there is nothing yet
	@$(MAKE) --no-print-directory translations
	@$(BIN)/flask prepare
	@$(BIN)/flask serve --port $(PORT)

test: install-dev ## the tests
	@$(MAKE) --no-print-directory translations
	$(PYTEST) $(TESTFLAGS)

check: install-dev ## all that CI runs
	@$(MAKE) --no-print-directory translations lint
	@$(MAKE) --no-print-directory test TESTFLAGS="--cov --cov-report="
	@$(MAKE) --no-print-directory coverage

lint: install-dev ## style, types, import contracts, security, vendored files, translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --recursive catalogue tools wsgi.py -ll
	$(BIN)/python tools/vendor.py --check
	$(BIN)/python -m tools.strings --check

coverage: ## what the tests of the last run with --cov did not reach; the bound stands in pyproject.toml
	$(BIN)/coverage report

bench: install-bench ## figures, written under benchmarks/results/
	@$(MAKE) --no-print-directory translations
	$(BIN)/python -m benchmarks.measure

strings: install-dev ## brings translations/ in step with the messages in code and templates
	$(BIN)/python -m tools.strings

mutants: install-dev ## changes the rules on purpose: every survivor is a missing test
	$(BIN)/mutmut run

lock: install-dev ## writes requirements/*.lock anew: names, versions and hashes, no addresses
	$(BIN)/python -m tools.lock

clean: ## removes what can be made again; the home folder stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants .coverage .coverage.*
	rm -f translations/*/LC_MESSAGES/messages.mo
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

install-run:
	@$(PYTHON) tools/install.py run

install-dev:
	@$(PYTHON) tools/install.py dev

install-bench:
	@$(PYTHON) tools/install.py bench

.PHONY: translations
translations: $(COMPILED)

%.mo: %.po
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
