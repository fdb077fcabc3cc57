# Needs Python 3.11 or newer, make and a package index. Everything lands in .venv/, .venv-spark/, dist/ and site/.
# `make test PYTHON=python3.13` uses another Python; ARGS adds arguments: `make test ARGS=tests/order`.
# `make mutation PART=order` tries every change; `make mutation PART=order ARGS='sample 500'` so many of them.

PYTHON ?= python3
PART ?= order
BIN = .venv/bin
READY = .venv/set-up-by-$(notdir $(PYTHON))
LOWEST_READY = .venv-lowest/set-up-by-$(notdir $(PYTHON))
SPARK_READY = .venv-spark/set-up-by-$(notdir $(PYTHON))

.DEFAULT_GOAL = help
.PHONY: help demo demo-company test test-spark check lint types layers dependencies format coverage bench docs fuzz soak mutation test-lowest wheel sbom audit clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /|/' | awk -F'|' '{ printf "make %-13s %s\n", $$1, $$2 }'

demo: $(READY)  ## set up, then read a bank's file into a table
	$(BIN)/statementkit read examples/paypal/statement.csv --layout paypal

demo-company: $(READY)  ## set up, then live two months of a small company: files, a bank, nights, reports
	$(BIN)/python -m examples.company.life

test: $(READY)  ## set up, then run all tests: code, docstrings, README and docs
	$(BIN)/python -m pytest -n auto $(ARGS)

test-spark: $(SPARK_READY)  ## set up Spark (with Java 17, 500 MB), then hold it against the local reading
	.venv-spark/bin/python -m pytest -n 0 tests/spark $(ARGS)

check: lint types layers dependencies  ## run every check that is not a test

lint: $(READY)  ## style and formatting
	$(BIN)/ruff check && $(BIN)/ruff format --check

types: $(READY)  ## strict types of the library, its tests and its tools
	$(BIN)/mypy

layers: $(READY)  ## which module may import which
	$(BIN)/lint-imports --no-logo

dependencies: $(READY)  ## declared dependencies are those that are imported
	$(BIN)/deptry src

format: $(READY)  ## put the code into shape
	$(BIN)/ruff check --fix && $(BIN)/ruff format

coverage: $(READY)  ## run the tests and show the branches they miss
	$(BIN)/python -m pytest -n auto --cov --cov-report=term-missing:skip-covered $(ARGS)

bench: $(READY)  ## measure speed; ARGS=--benchmark-disable runs each once without timing
	$(BIN)/python -m pytest benchmarks $(ARGS)

docs: $(READY)  ## renew the generated parts, then build the site into site/
	$(BIN)/python docs/generate.py && $(BIN)/python docs/translate.py && $(BIN)/zensical build --clean --strict

fuzz: $(READY)  ## search for inputs that break something, a minute for each target
	$(BIN)/python -m pip install --quiet atheris && $(BIN)/python -m tests.fuzz $(ARGS)

soak: $(READY)  ## import, undo and import again a thousand files of drawn layouts, for an hour
	$(BIN)/python -m pytest -n 0 -o faulthandler_timeout=0 --hypothesis-profile=thorough \
		tests/soak --statements 1000 $(ARGS)

mutation: $(READY)  ## change PART=order a little, place by place: do the tests of it notice?
	$(BIN)/python -m pip install --quiet mutmut && $(BIN)/python -m tests.mutation $(PART) $(ARGS)

test-lowest: $(LOWEST_READY)  ## run the tests with the lowest version of each dependency
	.venv-lowest/bin/python -m pytest -n auto $(ARGS)

wheel: $(READY)  ## build the sdist and the wheel into dist/
	rm -rf dist && $(BIN)/python -m hatchling build

sbom: wheel  ## list all that an installation with every extra brings along, as CycloneDX, into dist/
	$(PYTHON) -m venv --clear dist/.installed && $(PYTHON) -m venv --clear dist/.tools
	dist/.installed/bin/python -m pip install --quiet --disable-pip-version-check "$$(ls dist/*.whl)[all]"
	dist/.tools/bin/python -m pip install --quiet --disable-pip-version-check cyclonedx-bom
	dist/.tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file dist/statementkit.cdx.json dist/.installed/bin/python

audit: sbom  ## look all of that up among the known vulnerabilities; takes the network
	dist/.tools/bin/python -m pip install --quiet --disable-pip-version-check pip-audit
	dist/.tools/bin/pip-audit --strict --path $$(echo dist/.installed/lib/python*/site-packages)

clean:  ## remove everything that was made
	rm -rf .venv .venv-lowest .venv-spark mutants dist site .cache .*_cache .hypothesis .benchmarks .coverage*

# A first set-up starts from an empty environment; a changed pyproject.toml only updates it.
$(READY): pyproject.toml
ifneq ($(shell command -v uv),)
	test -e $@ || uv venv --quiet --clear --seed --python $(PYTHON) .venv
	uv pip install --quiet --python $(BIN)/python --editable '.[all,dev]'
else
	test -e $@ || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all,dev]'
endif
	touch $@

# Spark has an environment of its own: it is large, and does not support pandas 3 yet.
$(SPARK_READY): pyproject.toml
	test -e $@ || $(PYTHON) -m venv --clear .venv-spark
	.venv-spark/bin/python -m pip install --quiet --disable-pip-version-check \
		--editable '.[spark]' hypothesis pytest pytest-xdist 'pandas<3'
	touch $@

# What runs has its lowest versions, what only tests has those of today.
$(LOWEST_READY): pyproject.toml
	test -e $@ || $(PYTHON) -m venv --clear .venv-lowest
	sed -n '/^dependencies = \[/,/^]/p; /^all = \[/,/^]/p' pyproject.toml \
		| sed -nE 's/^ *"([^[>]+)(\[[a-z]+\])?>=([^"]+)".*/\1==\3/p' > .venv-lowest/lowest.txt
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint .venv-lowest/lowest.txt --editable '.[all]'
	.venv-lowest/bin/python -m pip install --quiet --disable-pip-version-check \
		--constraint .venv-lowest/lowest.txt --editable '.[all,dev]'
	touch $@
