# A fresh machine needs Python 3.11 or newer and make. Everything else comes into .venv.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# What the Lambdas do without: what the runtime brings (boto3), what only a server of our own needs.
PACKAGE := .aws-sam/package
LEFT_OUT := boto3 uvicorn uvloop httptools watchfiles prometheus-client

# What the tests find beside them, in short and whole.
TESTED := venv web package tests/clients/node_modules .venv/mcp-1/ready .venv/fastmcp/ready .venv/sam/ready

.PHONY: run test bench tasks meter proof fuzz mutants sbom venv format package web screenshots

run: venv web
	$(BIN)/python local_server.py

test: $(TESTED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd web && npm run --silent check && npm run --silent test
	$(BIN)/pytest -n 3 --dist worksteal -m "not slow" --ignore tests/page
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow" tests/page

bench: venv web
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.page

tasks: venv
	$(BIN)/python -m benchmarks.tasks

meter: venv
	$(BIN)/python -m benchmarks.meter

screenshots: venv web tests/clients/node_modules
	$(BIN)/python -m tests.page.screenshots

proof: $(TESTED)
	$(BIN)/pytest -m slow -s --ignore tests/page
	$(BIN)/pytest -m slow -s tests/page

# Bytes that a search makes up, for so many seconds at each parser.
FUZZ_SECONDS ?= 600

fuzz: .venv/fuzz/ready
	PYTHONPATH=.venv/fuzz $(BIN)/python -m tests.fuzz --seconds $(FUZZ_SECONDS)

.venv/fuzz/ready: tests/fuzz/requirements.txt .venv/ready
	$(BIN)/uv pip install --quiet --target .venv/fuzz -r tests/fuzz/requirements.txt
	touch $@

# Small mistakes made in a room one at a time: which does no test notice? MUTATE is a room or a file of one, MUTANTS how
# many to draw of each instead of trying all.
MUTATE ?=
MUTANTS ?= 0

mutants: .venv/mutants/ready web tests/clients/node_modules
	PYTHONPATH=.venv/mutants $(BIN)/python -m tests.mutants $(MUTATE) --sample $(MUTANTS)

.venv/mutants/ready: tests/mutants/requirements.txt .venv/ready
	$(BIN)/uv pip install --quiet --target .venv/mutants -r tests/mutants/requirements.txt
	touch $@

# What is in a server, as CycloneDX: the packages of the Lambdas and the Space, and those of the page.
sbom: venv web/node_modules
	mkdir -p .cache/sbom
	$(BIN)/uv export --quiet --frozen --no-dev --format cyclonedx1.5 -o .cache/sbom/server.cdx.json
	cd web && npm sbom --omit=dev --sbom-format cyclonedx > ../.cache/sbom/page.cdx.json

# SAM calls build-<function> for each, all of the same package.
build-%: package
	cp -r $(PACKAGE)/. $(ARTIFACTS_DIR)

web: web/dist/index.html

web/dist/index.html: web/node_modules $(shell find web/src web/public -type f) web/index.html web/vite.config.ts web/compress.mjs
	cd web && npm run --silent build

web/node_modules: web/package.json web/package-lock.json .venv/ready
	cd web && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

package: $(PACKAGE)/ready

$(PACKAGE)/ready: .venv/ready web/dist/index.html $(shell find handlers shared -name '*.py')
	rm -rf $(PACKAGE) && mkdir -p $(PACKAGE)
	$(BIN)/uv export --quiet --frozen --no-dev --no-hashes $(LEFT_OUT:%=--prune %) > $(PACKAGE).txt
	$(BIN)/uv pip install --quiet --no-deps --only-binary :all: --target $(PACKAGE) --python-version 3.13 \
	  --python-platform aarch64-manylinux_2_28 -r $(PACKAGE).txt
	cp -r handlers shared $(PACKAGE)
	mkdir -p $(PACKAGE)/web && cp -r web/dist $(PACKAGE)/web/dist
	find $(PACKAGE) -name __pycache__ -prune -exec rm -r {} +
	touch $@

format: venv web/node_modules
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	cd web && npm run --silent format

venv: .venv/ready

.venv/ready: pyproject.toml uv.lock
	test -x $(BIN)/uv || ($(PYTHON) -m venv .venv && $(BIN)/pip install --quiet "uv>=0.9")
	$(BIN)/uv sync --quiet --frozen --inexact
	touch $@

.venv/mcp-1/ready: tests/clients/mcp-1.txt .venv/ready
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv/mcp-1
	$(BIN)/uv pip sync --quiet --python .venv/mcp-1/bin/python tests/clients/mcp-1.txt
	touch $@

.venv/sam/ready: tests/aws/sam.txt .venv/ready
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv/sam
	$(BIN)/uv pip sync --quiet --python .venv/sam/bin/python tests/aws/sam.txt
	touch $@

.venv/fastmcp/ready: benchmarks/fastmcp.txt .venv/ready
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv/fastmcp
	$(BIN)/uv pip sync --quiet --python .venv/fastmcp/bin/python benchmarks/fastmcp.txt
	cp benchmarks/fastmcp.txt $@

tests/clients/node_modules: tests/clients/package.json tests/clients/package-lock.json .venv/ready
	cd tests/clients && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@
