# A fresh machine needs Python 3.11 or newer and make. Everything else comes into .venv.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

# What the Lambdas do without: what the runtime brings (boto3), what only a server of our own needs.
PACKAGE := .aws-sam/package
LEFT_OUT := boto3 uvicorn uvloop httptools watchfiles prometheus-client

.PHONY: run test bench tasks meter proof venv format package

run: venv
	$(BIN)/python local_server.py

test: venv package tests/clients/node_modules .venv/mcp-1/ready .venv/fastmcp/ready .venv/sam/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

bench: venv
	$(BIN)/python -m benchmarks

tasks: venv
	$(BIN)/python -m benchmarks.tasks

meter: venv
	$(BIN)/python -m benchmarks.meter

proof: venv
	$(BIN)/pytest -m slow -s

# SAM calls build-<function> for each, all of the same package.
build-%: package
	cp -r $(PACKAGE)/. $(ARTIFACTS_DIR)

package: $(PACKAGE)/ready

$(PACKAGE)/ready: .venv/ready $(shell find handlers shared -name '*.py')
	rm -rf $(PACKAGE) && mkdir -p $(PACKAGE)
	$(BIN)/uv export --quiet --frozen --no-dev --no-hashes $(LEFT_OUT:%=--prune %) > $(PACKAGE).txt
	$(BIN)/uv pip install --quiet --no-deps --only-binary :all: --target $(PACKAGE) --python-version 3.13 \
	  --python-platform aarch64-manylinux_2_28 -r $(PACKAGE).txt
	cp -r handlers shared $(PACKAGE)
	find $(PACKAGE) -name __pycache__ -prune -exec rm -r {} +
	touch $@

format: venv
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

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
