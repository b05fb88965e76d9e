# A fresh machine needs Python 3.11 or newer and make. Everything else comes into .venv.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: run test bench tasks proof venv format

run: venv
	$(BIN)/python local_server.py

test: venv tests/clients/node_modules .venv/mcp-1/ready .venv/fastmcp/ready .venv/sam/ready
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow"

bench: venv
	$(BIN)/python -m benchmarks

tasks: venv
	$(BIN)/python -m benchmarks.tasks

proof: venv
	$(BIN)/pytest -m slow -s

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
