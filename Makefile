# make run · make test · make stack: each does all of its own set-up.

SHELL := /bin/sh
.SHELLFLAGS := -eu -c
MAKEFLAGS += --no-print-directory
BIN := .venv/bin
PANGO := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0
DEMO := manager,technician,dispatcher,picker,approver
APPS := config workorders serviceorders warehouse vendors
PYTEST := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder
# `make test DESK=serviceorders`: the tests of the house and of that desk.
DESK := workorders serviceorders warehouse vendors
TESTS := config tests $(DESK)
# Three files at once on two cores: many tests wait for servers. In the browser pages are timed by people: two.
# A browser's event loop lives as long as its process: these tests have one of their own.
BROWSER := $(wildcard tests/test_browser_*.py $(DESK:%=%/tests/test_*_browser.py)) tests/test_servers_browser.py

# Of addresses to bind and SQL by hand, ruff's S104, S608 and S611 want a reason at each place; B615 is in teach.py alone.
RUFF_JUDGES := B104,B608,B611,B615

unexport PYTHONDONTWRITEBYTECODE  # what was compiled once starts faster

.PHONY: run stack worker test ci fuzz rules lint fmt messages bench docs install services clean

## What people use

run: install  ## the shop with a demo company, on one machine, with no other server
	@deploy/packages.sh "PDFs" $(PANGO)
	@exec env DEBUG=$${DEBUG:-1} LOG_LEVEL=$${LOG_LEVEL:-WARNING} DEMO_LOGINS=$(DEMO) $(BIN)/python manage.py serve --demo

stack: install  ## the same as in production: PostgreSQL, Redis, web, a worker, the clock
	@deploy/packages.sh "PDFs" $(PANGO)
	@deploy/packages.sh "The stack" postgresql redis-server
	@exec env DEMO_LOGINS=$(DEMO) $(BIN)/python -m deploy.stack

worker: install  ## one more worker for a shop with a broker (REDIS_URL)
	@exec $(BIN)/celery -A config worker --loglevel info

## What developers use

test: .venv/dev.stamp services rules  ## everything, with real servers and a real browser
	@export TEST_RUN_DIR=$$(mktemp -d); trap 'rm -rf "$$TEST_RUN_DIR"' EXIT; \
	$(PYTEST) -n 3 $(TESTS) $(BROWSER:%=--ignore=%) && $(PYTEST) -n 2 $(BROWSER)

ci:
	@CI=true $(MAKE) test

fuzz: .venv/dev.stamp  ## ten minutes of whatever schemathesis can think of for the fleet API
	@FUZZ_SECONDS=$${FUZZ_SECONDS:-600} $(BIN)/python -m pytest workorders/tests/test_api_fuzz.py -n 0 -o timeout=0 -s

rules: .venv/dev.stamp  ## what a test run does not begin without
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --quiet --check .
	$(BIN)/lint-imports >.venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

lint: rules
	find templates $(APPS) -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2 --check
	$(BIN)/bandit -q -ll -s $(RUFF_JUDGES) -r $(APPS) deploy -x '*/tests/*'

fmt: .venv/dev.stamp
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
	find templates $(APPS) -name '*.html' -print0 | xargs -0 -r $(BIN)/djade --target-version 5.2

messages: .venv/dev.stamp  ## the words people read, gathered for the translators and compiled
	@deploy/packages.sh "The translations" gettext
	$(BIN)/python manage.py makemessages -l es -l pt_BR --no-location --no-obsolete -i .venv -i staticfiles -i tests
	$(BIN)/python manage.py compilemessages -l es -l pt_BR -i .venv

bench: .venv/dev.stamp services
	$(BIN)/python -m pytest bench -p no:randomly

docs: .venv/dev.stamp  ## the papers that are made from the code, the stylesheet and the fonts of the papers
	$(BIN)/python manage.py lifecycle_docs
	$(BIN)/python manage.py check_public
	$(BIN)/python manage.py cut_tabler
	$(BIN)/python manage.py cut_fonts

## What they stand on

install: .venv/run.stamp
	@:

.venv/run.stamp: requirements.txt deploy/uv.txt
	@deploy/venv.sh requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt deploy/uv.txt
	@deploy/venv.sh requirements-dev.txt
	@touch $@ .venv/run.stamp

services:
	@deploy/packages.sh "PDFs" $(PANGO)
	@deploy/packages.sh "The tests" chromium-headless-shell fonts-dejavu-core gettext graphviz poppler-utils postgresql redis-server

clean:  ## all that can be made again; the shop's data stay
	rm -rf .venv staticfiles test-results .pytest_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
