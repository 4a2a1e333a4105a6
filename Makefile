# Every target sets up what it needs, in .venv/ and build/ of this folder; a second run does only what changed.
#
#   make demo     scan a capture that ships
#   make test     the test suite, against the compiled and the interpreted build     (ARGS="-k quic": only these)
#   make check    everything else that CI asks for: style, types, layers, captures, signatures, documentation
#   make bench    speed and memory, side by side with what else is installed here     (ARGS=--quick: a minute, no page)
#   make guard    instructions that each stage takes on a fixed capture, against the record (ARGS=--record: a new record)
#   make bench-live   live, on a wire between two network namespaces, beside tcpdump and Suricata   (as root)
#   make soak     live for half an hour: memory flat, counters add up    (as root; ARGS="--minutes 2")
#   make fuzz     hostile input for every parser, both builds side by side, then the property tests for longer
#                 (SECONDS=3600 of the first, EXAMPLES=20000 of the second; ARGS="--target dns": only this one, no properties)
#   make docs     the documentation, into site/
#   make pcaps    rebuild the captures from their recipes
#   make clean    remove everything that the above made
#
# PYTHON=python3.12 chooses the interpreter (3.11 or later); VESTIGE_PURE=1 leaves out the compiled build.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:

PYTHON ?= python3
EXAMPLES ?= 20000
SECONDS ?= 3600
ARGS ?=
export PYTHON
export NO_MKDOCS_2_WARNING := 1

COMPILED := .venv/compiled
PURE := .venv/pure
BIN := $(COMPILED)/bin
DEMO := pcaps/kaspersky/update-and-ksn.pcap

# The folders are listed too: a file that is gone changes its folder.
SOURCES := setup.py pyproject.toml .ci/install $(shell find sensor signatures -not -path '*/__pycache__*' \
	\( -type d -o -name '*.py' -o -name '*.pxd' -o -name '*.yaml' \))

.PHONY: demo test test-compiled test-pure check style types layers captures packs docs docs-check bench bench-live soak guard fuzz pcaps clean

demo: $(COMPILED)/.installed
	@printf '\n$$ vestige scan %s\n' $(DEMO)
	@$(BIN)/vestige scan $(DEMO)

test: test-compiled test-pure

test-compiled: $(COMPILED)/.installed $(COMPILED)/.test
	@.ci/tshark
	@.ci/pytest compiled $(ARGS)

test-pure: $(PURE)/.installed $(PURE)/.test
	@.ci/tshark
	@.ci/pytest pure $(ARGS)

check: style types layers captures packs docs-check

style: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	PATH="$(CURDIR)/$(BIN):$$PATH" cython-lint sensor

types: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/mypy

layers: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/lint-imports

captures: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/python -m pcaps.recipes --check

packs: $(COMPILED)/.installed
	$(BIN)/vestige signatures lint
	$(BIN)/vestige signatures test

docs: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/python docs/generate.py
	$(BIN)/mkdocs build --quiet --strict
	@echo 'site/index.html is the front page'

docs-check: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/python docs/generate.py --check
	$(BIN)/mkdocs build --quiet --strict --site-dir build/site

bench: $(COMPILED)/.installed $(COMPILED)/.test
	@.ci/tshark
	@[ -d build/bench/packages ] || $(BIN)/pip install -qq --target build/bench/packages nfstream 2>/dev/null \
		|| echo 'vestige: nfstream does not install here: left out'
	$(BIN)/python tests/bench/run.py $(ARGS)

guard: $(COMPILED)/.installed $(COMPILED)/.test
	@command -v valgrind >/dev/null || .ci/apt valgrind
	$(BIN)/python tests/bench/guard.py $(ARGS)

bench-live: $(COMPILED)/.installed $(COMPILED)/.test
	$(BIN)/python tests/bench/tap.py $(or $(ARGS),--page docs/performance-live.md)

soak: $(COMPILED)/.installed $(COMPILED)/.test
	$(BIN)/python tests/bench/soak.py $(or $(ARGS),--page docs/soak.md)

# The interpreted build is led by the lines that an input reaches; each input goes to the compiled one too, and both must agree.
fuzz: $(PURE)/.installed $(PURE)/.test $(PURE)/.fuzz $(COMPILED)/.installed
	PYTHONSAFEPATH=1 $(PURE)/bin/python tests/fuzz/run.py --build pure --seconds $(SECONDS) --against $(COMPILED)/bin/python $(ARGS)
	@[ -n "$(ARGS)" ] || VESTIGE_EXAMPLES=$(EXAMPLES) .ci/pytest pure -m hypothesis --timeout=3600

pcaps: $(COMPILED)/.installed $(COMPILED)/.check
	$(BIN)/python -m pcaps.recipes

clean:
	rm -rf .venv build dist site .cache .hypothesis .import_linter_cache vestige.egg-info

# ------------------------------------------------------------------------------------------------------- environments

.venv/%/.made:
	@.ci/venv $*

.venv/%/.installed: .venv/%/.made $(SOURCES)
	@.ci/install $*

.venv/%/.test: .venv/%/.made pyproject.toml
	@echo "vestige: installing what the tests need in .venv/$*"
	@.venv/$*/bin/pip install -qq --group test
	@touch $@

.venv/%/.fuzz: .venv/%/.made pyproject.toml
	@.venv/$*/bin/pip install -qq --only-binary :all: --group fuzz || echo "vestige: no atheris for this Python: chance leads the fuzzers"
	@touch $@

.venv/%/.check: .venv/%/.test pyproject.toml
	@echo "vestige: installing what the checks and the documentation need in .venv/$*"
	@.venv/$*/bin/pip install -qq --group check --group docs
	@touch $@

.PRECIOUS: .venv/%/.made .venv/%/.installed .venv/%/.test .venv/%/.fuzz .venv/%/.check
