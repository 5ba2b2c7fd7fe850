# `make help` lists what there is. Each target brings what it needs.
SHELL := /bin/sh
.DEFAULT_GOAL := run
VENV := .venv
PYTHON := $(VENV)/bin/python
BIOME := node_modules/.bin/biome
MAKEFLAGS += --jobs=2 # packages for Python and for Node are fetched at once, after what the system has to bring
# Where tests have a long form.
LONG := tests/journeys tests/faults tests/attacks tests/documents tests/claims tests/web/test_local_days.py \
  tests/web/test_strict_templates.py

.PHONY: help run test soak method bench agreed mutants lint lock pictures clean

# Each line is the name of a target and what stands behind its two number signs.
help: ## list what make can do
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)$$/\1|\2/p' Makefile | while IFS='|' read -r name said; do \
	  printf 'make %-10s %s\n' "$$name" "$$said"; done

# The keys of rounds lie beside the database here, which is right for looking at the product and for nothing else.
run: $(VENV)/ready ## serve the product with its demo on http://127.0.0.1:8000
	@KEYS_PATH="$${KEYS_PATH:-$${INSTANCE_PATH:-$(CURDIR)/instance}/keys}" exec $(PYTHON) -m flask --app app serve

# A file's tests stay on one core, which makes what they share once. One process more than two cores have work for,
# because some tests wait: for a page to look again, or a server to start. Style and types are checked meanwhile.
# What is compiled is kept, for the servers that tests start; one process compiles all first, or each would.
# SLOW=pages, replies or both: browsers have a sixth of the processor, answers of servers are late, or both.
# SEED says what is drawn, and ARGS which tests run, in one process and without the rest:
# make test ARGS="tests/web -k radar".
SEED ?= 1
ARGS ?=
IN_TESTS = SEED=$(SEED) PYTHONHASHSEED=$(SEED) OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE=
test: $(VENV)/ready-for-tests node_modules/ready ## check style and types, and run the tests
	@sh tests/prepare.sh
ifneq ($(strip $(ARGS)),)
	@$(IN_TESTS) $(PYTHON) -m pytest $(ARGS)
else
	@{ $(PYTHON) -m ruff check --quiet . && $(PYTHON) -m ruff format --check --quiet . && \
	    $(BIOME) check --error-on-warnings --log-level=error . && \
	    $(PYTHON) -m djlint --lint --check --quiet templates && $(PYTHON) -m mypy --no-error-summary; } & checks=$$!; \
	  $(IN_TESTS) $(PYTHON) -m pytest --collect-only --quiet --quiet >/dev/null 2>&1; \
	  $(IN_TESTS) $(PYTHON) -m pytest --numprocesses 4 --dist loadfile --no-loadscope-reorder; tests=$$?; \
	  wait $$checks || { echo "Style or types are wrong: see above the tests, or run make lint." >&2; exit 1; }; \
	  exit $$tests
endif

# The long forms: every case of what `make test` tries a spread of. Figures go to standard output, the rest does not.
soak: $(VENV)/ready-for-tests ## run the long forms of the tests, about an hour; figures as one JSON object a line
	@sh tests/prepare.sh >&2
	@$(PYTHON) -m tests.soak.all
	@SOAK=1 $(IN_TESTS) $(PYTHON) -m pytest --numprocesses 2 --dist loadfile >&2 $(LONG)

# The tables of docs/method.md, and the figures that they are made of.
method: $(VENV)/ready-for-tests ## measure the method, and write the tables of docs/method.md
	@$(PYTHON) -m tests.soak.all

# Temporary files lie on a disk, whatever TMPDIR says: in memory a write that is kept for good would cost nothing.
ONLY ?=
bench: $(VENV)/ready-for-tests ## run the benchmarks (ONLY=events: those of a hall); one JSON object a line
	@sh tests/prepare.sh >&2
	@$(PYTHON) -m tests.bench.all $(ONLY)

# Pages, acts and papers as they are today become what is agreed: in tests/shelf, with a list of what changed.
AGREED := tests/agreed/test_pages.py tests/agreed/test_neighbours.py tests/agreed/test_told.py \
  tests/agreed/test_constants.py tests/documents/test_agreed.py tests/actions/demo/test_agreed_demo.py
agreed: $(VENV)/ready-for-tests ## keep what pages, forms and papers say today as agreed; prints the lines that differ
	@sh tests/prepare.sh
	@KEEP=1 $(IN_TESTS) $(PYTHON) -m pytest -n 0 -q -s -p no:cacheprovider $(AGREED)

# How strong the tests are: faults put into copies of the product. The first run notes which tests enter which function.
NUMBER ?= 200
mutants: $(VENV)/ready-for-tests ## put faults into copies of the product (NUMBER=, SEED=), and count those that tests find
	@sh tests/prepare.sh >&2
	@$(PYTHON) -m pip install --quiet cosmic-ray==8.7.0
	@$(IN_TESTS) $(PYTHON) -m tests.mutants.run --seed $(SEED) --number $(NUMBER)

lint: $(VENV)/ready-for-tests node_modules/ready ## mend what can be mended by itself, and check style and types
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	$(PYTHON) -m djlint --reformat --quiet templates || true # it fails where it changed something
	$(PYTHON) -m djlint --lint --quiet templates
	$(BIOME) check --write --error-on-warnings .
	$(PYTHON) -m mypy

# The files of pinned versions with their hashes; run after a change of pyproject.toml.
lock: $(VENV)/ready-for-tests ## pin the packages with their hashes, after a change of pyproject.toml
	$(PYTHON) -m pip install --quiet pip-tools==7.6.2
	$(PYTHON) -m piptools compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --strip-extras --output-file requirements.txt pyproject.toml
	$(PYTHON) -m piptools compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --strip-extras --extra tests \
	  --output-file requirements-tests.txt pyproject.toml

pictures: $(VENV)/ready-for-tests ## take the pictures of the README and of docs from the demo
	@sh tests/prepare.sh
	@$(PYTHON) -m tests.journeys.pictures

$(VENV)/bin/python:
	@sh tests/environment.sh $(VENV)

$(VENV)/ready: requirements.txt | $(VENV)/bin/python
	@echo "Installing what LWS Assess needs (about half a minute, first time only) ..." >&2
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

# Nothing is compiled here: the first run compiles what it imports, which is a third of the packages.
$(VENV)/ready-for-tests: requirements-tests.txt | $(VENV)/bin/python
	@echo "Installing what the tests need ..." >&2
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
	  --requirement requirements-tests.txt
	@touch $@ $(VENV)/ready

# What checks styles and scripts. Versions are exact in package.json; nothing of it is needed to run the service.
node_modules/ready: package.json | $(VENV)/bin/python
	@sh tests/prepare.sh
	@echo "Installing what checks styles and scripts ..." >&2
	@npm install --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error >&2
	@touch $@

clean: ## remove the environment and what tools have kept
	rm -rf $(VENV) node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
