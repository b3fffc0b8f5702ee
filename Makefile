# What users and contributors run; `make` alone lists it.
# Everything is installed into .venv, from the package index only.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# so that all that runs below finds the tools of the environment
export PATH := $(CURDIR)/$(BIN):$(PATH)

# how many parts of make test run at a time: more than processors, since some of them wait
AT_A_TIME = $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 2)')
# of make sandbox and make chaos
PORT ?= 8765
PROVIDER ?= jiffybox

SESSIONS := lint types units sanity functional integration machines build
# every provider there is: make jiffybox
PROVIDERS := $(patsubst plugins/module_utils/_%/,%,$(filter-out %/_core/,$(wildcard plugins/module_utils/_*/)))

# which episodes make chaos plays
SEEDS ?= 1-130

.PHONY: help demo sandbox venv test chaos docs everywhere hostile importer long release soak $(SESSIONS) $(PROVIDERS) clean
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -n 's/^\([a-z][a-z ]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo "$(SESSIONS): one part of make test"
	@echo "$(PROVIDERS): the tests of one provider"

demo: $(VENV)/.demo ## boxes from creation to deletion; with root on Linux, also boxes to log in to
	@$(BIN)/python tools/demo.py

sandbox: $(VENV)/.demo ## a sandbox in the foreground, until Ctrl-C (PORT=8765 PROVIDER=jiffybox)
	@$(BIN)/python -m sandbox.$(PROVIDER) --port $(PORT)

venv: $(VENV)/.dev ## .venv with the tools that contributors use

test: $(VENV)/.nox ## everything CI runs
	@$(BIN)/nox --parallel $(AT_A_TIME)

chaos: $(VENV)/.dev ## playbooks amid faults, restarts and kills; SEEDS=7 PROVIDER=ovh plays that episode again
	@$(BIN)/nox --session chaos -- --provider $(PROVIDER) --seeds $(SEEDS) --processes $(shell $(PYTHON) -c 'import os; print(os.cpu_count())')

soak: $(VENV)/.dev ## a thousand times over a fleet of 200 boxes: what a process holds does not grow
	@$(BIN)/nox --session soak

$(SESSIONS): $(VENV)/.nox
	@$(BIN)/nox --session $@

docs: $(VENV)/.docs ## the site, in .site/html: guides, and a page for every plugin
	@$(BIN)/nox --session $@

long: $(VENV)/.dev ## what else takes minutes, and make test leaves out
	@$(BIN)/nox --session $@

everywhere: $(VENV)/.dev ## every ansible-core that is supported, on every Python that this machine has
	@$(BIN)/nox --session $@

importer: $(VENV)/.dev ## what Galaxy says of the tarball when it takes it in
	@$(BIN)/nox --session $@

release: $(VENV)/.dev ## changelog and tarball of VERSION=1.2.3; with DRY_RUN=1 the checkout stays as it is
	@$(BIN)/nox --session $@ -- $(VERSION) $(if $(DRY_RUN),--dry-run)

hostile: $(VENV)/.dev ## a service that means harm, damaged answers, leaks of secrets: for 10 to 30 minutes
	@$(BIN)/nox --session $@

$(PROVIDERS): $(VENV)/.dev
	@$(BIN)/nox --session provider -- $@

clean: ## remove all that these commands made in the checkout
	rm -rf $(VENV) .nox .site .ansible .mypy_cache .pytest_cache .ruff_cache .hypothesis boxfleet-cloud-*.tar.gz

# A stamp file says which requirements are installed; newer requirements are installed over them.
$(VENV)/.nox: requirements/nox.txt
	@$(PYTHON) tools/make_venv.py $(VENV) $<
	@touch $@

$(VENV)/.demo: requirements/demo.txt requirements/ansible-newest.txt requirements/sandbox.txt
	@$(PYTHON) tools/make_venv.py $(VENV) $<
	@touch $@

$(VENV)/.dev: $(addprefix requirements/,dev.txt nox.txt test.txt clients.txt) $(VENV)/.demo
	@$(PYTHON) tools/make_venv.py $(VENV) $<
	@touch $@

$(VENV)/.docs: requirements/docs.txt $(VENV)/.dev
	@$(PYTHON) tools/make_venv.py $(VENV) $<
	@touch $@
