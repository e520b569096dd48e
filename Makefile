# The one place where a command is spelled. Fresh machine: Python 3.11+ and make, then `make run` or `make test`.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
CLIENTS := .venv-clients
BUILD := .venv-build
SITE := .venv-site
FLEET := .venv-fleet
BIN := $(VENV)/bin
.DEFAULT_GOAL := help
# What is compiled once is not compiled again, whatever the machine prefers.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run setup dev test pythons check coverage lint format types contracts spelling fuzz clients fleet bench bench-quick bench-docs soak audit shots demo docs links site schemas claims man lock wheel single-file zipapp deb check-files release dist clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup ## set up if needed, and open keywright (ARGS="~/keys" for another folder or file)
	@$(BIN)/python -m tui $(ARGS)

setup: $(VENV)/.runtime
dev: $(VENV)/.dev

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "keywright needs Python 3.11 or later; try: make PYTHON=python3.12 run" >&2; exit 1; }
	@echo "keywright: making a Python environment in $(VENV)" >&2
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module is missing: install python3-venv, then try again" >&2; rm -rf $(VENV); exit 1; }

# Byte code is compiled here, once: an uncompiled start takes twice as long.
$(VENV)/.runtime: requirements.txt | $(BIN)/python
	@echo "keywright: installing what it needs (about a minute, only this once)" >&2
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements.txt
	@echo "keywright: compiling" >&2
	@$(BIN)/python -m compileall -q $(VENV)/lib tui || true
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.runtime
	@echo "keywright: installing what its tests need" >&2
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements-dev.txt
	@touch $@

clients: $(CLIENTS)/.ready ## the client libraries of Python and Node that the service profiles are proved with

$(CLIENTS)/.ready: requirements-clients.txt tests/interop/clients/package-lock.json
	@echo "keywright: installing the client libraries it is tested with" >&2
	@$(PYTHON) -m venv $(CLIENTS)
	@$(CLIENTS)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements-clients.txt
	@cp tests/interop/clients/package.json tests/interop/clients/package-lock.json $(CLIENTS)
	@if command -v npm >/dev/null; then cd $(CLIENTS) && npm ci --silent --ignore-scripts --omit=optional --no-audit --no-fund; fi
	@touch $@

fleet: $(FLEET)/.ready ## Ansible and DuckDB, with which docs/fleet.md is tried

$(FLEET)/.ready: requirements-fleet.txt
	@echo "keywright: installing what asks many machines" >&2
	@$(PYTHON) -m venv $(FLEET)
	@$(FLEET)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements-fleet.txt
	@touch $@

# Not everybody who runs the tests wants the clients, the site and Ansible: in CI they are a must.
ifeq ($(CI),true)
test: clients site fleet
endif

# Many tests wait for a terminal or a peer: two workers share a core.
WORKERS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1))))

test: dev ## set up if needed, and run the tests, some of many cases (KEYWRIGHT_WHOLE=1 for all)
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --share $(ARGS)

pythons: ## the terminal, packaging and smoke tests on every Python from 3.11 that this machine has
	@$(PYTHON) -m tests.pythons $(ARGS)

# What a change breaks first, in a minute and a half: no peers, no terminal, no processes that take their time, nothing
# long, and two cases of each test. These wait for nothing: a worker for each core is enough.
SLOW := contrib release reported faults fuzz interop parity pty screens soak terminal process dialogs test_packaging.py test_secrets.py test_readme.py test_guides.py

check: dev lint types contracts spelling ## before each commit: lint, types, contracts, spelling and the quick tests
	@$(BIN)/python -m pytest -q -n auto --dist worksteal --quick $(addprefix --ignore=tests/,$(SLOW)) $(ARGS)

coverage: dev ## how much of tui/keyops its tests reach, with branches; under the floor it fails
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal --cov --cov-report=term:skip-covered tests/keyops tests/cli $(ARGS)

lint: dev ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: dev ## let ruff format and repair what it can
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

types: dev ## mypy, strict
	@$(BIN)/mypy

contracts: dev ## who may import whom
	@$(BIN)/lint-imports

spelling: dev ## codespell
	@$(BIN)/codespell

fuzz: dev ## ten minutes of fuzzing every reader, guided by coverage (KEYWRIGHT_FUZZ_SECONDS=60 for one)
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements-fuzz.txt || echo "atheris could not be installed: fuzzing without its guidance"
	@$(BIN)/python -m tests.fuzz
	@$(BIN)/python -m tests.fuzz --sizes
	@KEYWRIGHT_FUZZ_ENCODINGS=20000 $(BIN)/python -m pytest -q -s --timeout 0 tests/keyops/damage/test_readings.py
	@KEYWRIGHT_FUZZ_REPAIRS=24000 KEYWRIGHT_FUZZ_LOGINS=200 $(BIN)/python -m pytest -q -s tests/interop/test_repair_opens_no_door.py
	@KEYWRIGHT_SINGLE_FILES=1 $(BIN)/python -m pytest -q tests/release/test_single_file.py
	@KEYWRIGHT_FUZZ_REPAIRED=1 $(BIN)/python -m pytest -q tests/interop/test_repairing_interop.py
	@KEYWRIGHT_FUZZ_NAMES=1 $(BIN)/python -m pytest -q tests/cli/test_usage_error.py
	@KEYWRIGHT_FUZZ_LOCKS=1 KEYWRIGHT_FUZZ_FILES=300 $(BIN)/python -m pytest -q -s tests/interop/clients
	@KEYWRIGHT_FUZZ_NUMBERS=120 $(BIN)/python -m pytest -q tests/reported/test_badly_made_envelopes.py
	@KEYWRIGHT_FUZZ_SIGNERS=4000 $(BIN)/python -m pytest -q -s tests/interop/test_signers_fuzz.py
	@KEYWRIGHT_FUZZ_KILLS=60 $(BIN)/python -m pytest -q tests/interop/test_rotate_interop.py -k killed
	@KEYWRIGHT_FUZZ_CHANGES=10000 $(BIN)/python -m pytest -q tests/fuzz -k single_changed

bench: dev ## time, bytes and key-to-paint, beside a bare Textual app and the peers (ARGS="start bytes")
	@$(BIN)/python -m tests.benchmarks $(ARGS)

bench-quick: dev ## the table of make bench-docs, in under a minute
	@$(BIN)/python -m tests.benchmarks --quick

bench-docs: dev ## measure beside the peers, and write the table into docs/performance.md
	@$(BIN)/python -m tests.benchmarks.comparing --write

soak: dev ## rounds, a monkey, crashes and kills for five minutes each (ARGS="--seconds 60 --seed 7 monkey")
	@$(BIN)/python -m tests.soak $(ARGS)

audit: dev ## what is installed is what the locked files say, with their hashes
	@$(BIN)/python -m tests.audit
	@$(BIN)/python -m pip --disable-pip-version-check check

shots: dev ## draw the pictures in docs/pictures from a real terminal session (ARGS=FOLDER for all sizes and themes)
	@$(BIN)/python -m tests.shots $(ARGS)

demo: dev ## record the moving picture of the README from a real terminal session
	@$(BIN)/python -m tests.demo

docs: dev ## write the generated tables in docs/ and the pages in share/ anew
	@$(BIN)/python -m tests.tables --write
	@$(BIN)/python -m tests.manual --write

$(SITE)/.ready: requirements-site.txt
	@echo "keywright: installing what builds its documentation" >&2
	@$(PYTHON) -m venv $(SITE)
	@$(SITE)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --only-binary :all: -r requirements-site.txt
	@touch $@

links: dev ## ask each address outside that a page or a service profile names; needs the network
	@$(BIN)/python -m tests.links

site: dev $(SITE)/.ready ## build the documentation into build/site, to be opened or served as it is
	@$(BIN)/python -m tests.site
	@$(SITE)/bin/zensical build --strict --clean
	@$(BIN)/python -m tests.site --check

schemas: dev ## write docs/schemas anew from what the verbs print with --json
	@$(BIN)/python -m tests.schemas

claims: dev ## ask ssh-keygen, puttygen and openssl whether what is said of them is true, and write docs/claims.md
	@$(BIN)/python -m tests.claims --write

man: dev ## write the man pages and completions in share/ anew
	@$(BIN)/python -m tests.manual --write

lock: dev ## renew the hashed requirement files
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -c requirements.txt --group dev -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -c requirements.txt --group clients -o requirements-clients.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -c requirements.txt --group build -o requirements-build.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -c requirements.txt --group site -o requirements-site.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate -c requirements.txt --group fleet -o requirements-fleet.txt

$(BUILD)/.ready: requirements-build.txt
	@echo "keywright: installing what builds the files to hand out" >&2
	@$(PYTHON) -m venv $(BUILD)
	@$(BUILD)/bin/python -m pip --disable-pip-version-check install --quiet --no-compile --require-hashes --only-binary :all: -r requirements-build.txt
	@touch $@

single-file: $(BUILD)/.ready ## build keywright as one file: a zipapp for every Python, and a program that needs none
	@$(BUILD)/bin/python -m release.single_file

zipapp: $(BUILD)/.ready ## only the zipapp, in a third of the time
	@$(BUILD)/bin/python -m release.single_file --zipapp

deb: $(BUILD)/.ready ## build the package for Debian and Ubuntu, with all that it needs inside
	@$(BUILD)/bin/python -m release.deb

check-files: dev $(BUILD)/.ready ## build the single files and the package, and try them as those who get them do
	@KEYWRIGHT_SINGLE_FILES=1 $(BIN)/python -m pytest -q tests/release/test_single_file.py tests/release/test_deb.py

release: dev $(BUILD)/.ready ## make VERSION=0.2.0 release: check, build all files, commit and tag; it pushes nothing (ARGS=--dry-run)
	@$(BIN)/python -m release.release $(VERSION) $(ARGS)

dist: dev $(BUILD)/.ready ## build all that is handed out into dist/: wheel, source archive, single files, what is inside, sums
	@$(BIN)/python -m release.release --files

# The time in the archive is fixed by hatchling itself; it is said here too, for who looks for it.
wheel: dev ## build the wheel into dist/, the same to the byte wherever it is built
	@SOURCE_DATE_EPOCH=1580601600 $(BIN)/python -m hatchling build -t wheel

clean: ## remove what was made here, the virtual environment too
	rm -rf $(VENV) .venv-3.* $(CLIENTS) $(BUILD) $(SITE) $(FLEET) dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
