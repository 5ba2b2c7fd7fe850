# make run, make test, make soak, make method, make bench, make mutants: each brings what it needs.
SHELL := /bin/sh
VENV := .venv
PYTHON := $(VENV)/bin/python
# Where tests have a long form.
LONG := tests/journeys tests/faults tests/attacks tests/documents

.PHONY: run test soak method bench mutants lint lock pictures clean

# The keys of rounds lie beside the database here, which is right for looking at the product and for nothing else.
run: $(VENV)/ready
	@KEYS_PATH="$${KEYS_PATH:-$${INSTANCE_PATH:-$(CURDIR)/instance}/keys}" exec $(PYTHON) -m flask --app app serve

# A file's tests stay on one core, which makes what they share once. Files go in their order, since the few tests with
# a browser take longest and would otherwise come last. What is compiled is kept, for the servers that tests start.
# One process more than two cores have work for, because some tests wait: for a page to look again, or a server to start.
test: $(VENV)/ready-for-tests
	@sh tests/prepare.sh
	@$(PYTHON) -m ruff check --quiet .
	@$(PYTHON) -m ruff format --check --quiet .
	@$(PYTHON) -m mypy --no-error-summary
	@PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

# The long forms: every case of what `make test` tries a spread of. Figures go to standard output, the rest does not.
soak: $(VENV)/ready-for-tests
	@sh tests/prepare.sh >&2
	@$(PYTHON) -m tests.soak.all
	@SOAK=1 PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest --numprocesses 2 --dist loadfile >&2 $(LONG)

# The tables of docs/method.md, and the figures that they are made of.
method: $(VENV)/ready-for-tests
	@$(PYTHON) -m tests.soak.all

bench: $(VENV)/ready-for-tests
	@sh tests/prepare.sh >&2
	@$(PYTHON) -m tests.bench.all

# How strong the tests are: faults put into copies of the product. The first run notes which tests reach which line.
SEED := 1
NUMBER := 200
mutants: $(VENV)/ready-for-tests
	@sh tests/prepare.sh >&2
	@$(PYTHON) -m pip install --quiet cosmic-ray==8.7.0 coverage==7.11.3
	@$(PYTHON) -m tests.mutants.run --seed $(SEED) --number $(NUMBER)

lint: $(VENV)/ready-for-tests
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	$(PYTHON) -m mypy

# The files of pinned versions with their hashes; run after a change of pyproject.toml.
lock: $(VENV)/ready-for-tests
	$(PYTHON) -m pip install --quiet pip-tools==7.6.2
	$(PYTHON) -m piptools compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --strip-extras --output-file requirements.txt pyproject.toml
	$(PYTHON) -m piptools compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host --strip-extras --extra tests \
	  --output-file requirements-tests.txt pyproject.toml

pictures: $(VENV)/ready-for-tests
	@sh tests/prepare.sh
	@$(PYTHON) -m tests.pictures

$(VENV)/bin/python:
	@sh tests/environment.sh $(VENV)

$(VENV)/ready: requirements.txt | $(VENV)/bin/python
	@echo "Installing what LWS Assess needs (about half a minute, first time only) ..." >&2
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
	@touch $@

$(VENV)/ready-for-tests: requirements-tests.txt | $(VENV)/bin/python
	@echo "Installing what the tests need ..." >&2
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-tests.txt
	@touch $@ $(VENV)/ready

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
