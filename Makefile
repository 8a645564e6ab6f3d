# Everything is installed in .venv; nothing else on the machine changes.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
# More options for pytest, for example: make test ARGS='-k graph --no-cov'
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint figures bench clean

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: $(VENV)/.installed ## solve the graph exercise in Spanish and English, draw figures/graph.svg
	$(BIN)/symgrad solve graph --lang es
	$(BIN)/symgrad solve graph --lang en
	@mkdir -p figures
	$(BIN)/symgrad solve graph --lang en --to svg -o figures/graph.svg

test: $(VENV)/.installed-all ## run all tests, with coverage
	$(BIN)/python -m pytest --numprocesses auto --cov $(ARGS)

lint: $(VENV)/.installed-all ## check formatting, style and types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy --strict symgrad

figures: $(VENV)/.installed-all ## draw the gallery of the README (the page needs Chromium)
	$(BIN)/python -m figures

bench: $(VENV)/.installed-bench ## measure, beside what others take for the same
	$(BIN)/python -m benchmarks

clean: ## remove .venv and everything that tools left behind
	rm -rf $(VENV) build dist *.egg-info .coverage .coverage.* htmlcov \
		.hypothesis .mypy_cache .pytest_cache .ruff_cache
	find symgrad tests -name __pycache__ -prune -exec rm -rf {} +

# A stamp rather than .venv/bin/python: that one exists even if making the environment failed.
$(VENV)/.created:
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: setup.cfg pyproject.toml constraints.txt | $(VENV)/.created
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-all: setup.cfg pyproject.toml constraints.txt | $(VENV)/.created
	$(INSTALL) --editable '.[train,pdf,notebook,test]'
	@touch $(VENV)/.installed $@

$(VENV)/.installed-bench: setup.cfg pyproject.toml constraints.txt | $(VENV)/.installed-all
	$(INSTALL) --editable '.[train,pdf,notebook,test,bench]'
	@touch $@
