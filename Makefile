# A fresh machine needs Python 3.11 or newer and make. Everything else comes into .venv.
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Newer versions of the installers are not what a newcomer has to hear of.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export NPM_CONFIG_UPDATE_NOTIFIER := false

# What the Lambdas do without: what the runtime brings (boto3), what only a server of our own needs.
PACKAGE := .aws-sam/package
LEFT_OUT := boto3 uvicorn uvloop httptools watchfiles prometheus-client

# What the tests find beside them, in short and whole.
TESTED := venv web package tests/clients/node_modules .venv/mcp-1/ready .venv/fastmcp/ready .venv/sam/ready

.PHONY: run test has-programs bench tasks meter proof fuzz mutants load sbom audit dry-run venv format package web screenshots

run: venv web
	$(BIN)/python local_server.py

test: has-programs $(TESTED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	cd web && npm run --silent check && npm run --silent test
	$(BIN)/pytest -n 3 --dist worksteal -m "not slow" --ignore tests/page
	$(BIN)/pytest -n 2 --dist worksteal -m "not slow" tests/page

# Said before the ten minutes in which everything else is tested.
has-programs:
	@for program in curl git; do command -v $$program > /dev/null || { echo "$$program is missing." >&2; exit 1; }; done
	@test -n "$$CHROMIUM" || command -v chromium > /dev/null || command -v chromium-browser > /dev/null || \
	  { echo "Chromium is missing: apt-get install chromium, or name it in CHROMIUM." >&2; exit 1; }

bench: venv web tests/clients/node_modules
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

# An hour of 200 users, compressed, with every fault; as root also with a disk that is full, read-only and slow.
load: venv
	$(BIN)/python -m tests.load

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

# What a deployment to AWS would be, checked and built. Nothing leaves this machine.
dry-run: .venv/sam/ready package
	SAM_CLI_TELEMETRY=0 .venv/sam/bin/sam validate --lint
	SAM_CLI_TELEMETRY=0 .venv/sam/bin/sam build

# Ends with an error if a vulnerability is known, and also if nobody could be asked, unless AUDIT=--unreached-warns.
audit: venv
	$(BIN)/python -m tests.audit $(AUDIT)

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

TOO_OLD := Notes Vault needs Python 3.11 or newer, and $(PYTHON) is older. Name another: make run PYTHON=python3.13

.venv/ready: pyproject.toml uv.lock
	@test -x $(BIN)/uv || $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(TOO_OLD)")'
	@echo "Fetching what is needed into .venv. The first time it takes a minute or two ..."
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
