# carebus: every command of the project. `make` alone lists them.

PYTHON ?= python3
UV ?= uv
BIN := .venv/bin
PEERS := .cache/bench-peers
COMPILE := $(UV) pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header

export PYTHON
.DEFAULT_GOAL := help
.PHONY: help env demo test up down check bench validate faults runbooks lock clean

help: ## show what there is
	@echo "make demo is the place to begin. ARGS=… is handed on to pytest, the demo and the benchmark."
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

env: ## make .venv from the locked, hashed requirements, where they have changed
	@requirements/environment .venv requirements/dev.lock .

demo: env ## laboratory messages through a real Kafka into a shared view; ends by itself
	@$(BIN)/python -m carebus.demo $(ARGS)

test: env ## every test but the long campaigns, on real brokers of its own, three files at a time
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -m "not campaign" -n 3 --dist loadfile --no-loadscope-reorder $(ARGS)

up: env ## start Kafka, the registry and the services, and leave them running
	@$(BIN)/carebus up

down: env ## stop what `make up` started, and remove its data
	@$(BIN)/carebus down

check: env ## style, format, types, layers and spelling
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/codespell

bench: env ## measure throughput, latency and cost, beside other engines
	@requirements/environment $(PEERS) requirements/bench-peers.lock
	@PEERS=$(PEERS)/bin/python $(BIN)/python -m bench $(ARGS)

validate: env ## the FHIR that is written, before an independent validator (HAPI, by Maven)
	@$(BIN)/python -m tests.formats.fhir.write_validator

faults: env ## the long fault campaigns: kills, zombies, broken brokers and networks; prints a table
	@$(BIN)/python -m pytest -m campaign tests/faults tests/demo $(ARGS)

runbooks: env ## carry the runbooks out on a running bus, watched by Prometheus and Alertmanager
	@$(BIN)/python -m pytest -m campaign tests/monitoring $(ARGS)

lock: ## resolve the requirements anew, with hashes (needs uv; UPGRADE=--upgrade takes newer ones)
	@command -v $(UV) >/dev/null || { echo "uv is missing: pip install uv" >&2; exit 1; }
	$(COMPILE) $(UPGRADE) pyproject.toml --extra watch --group dev -o requirements/dev.lock
	$(COMPILE) pyproject.toml --extra watch -c requirements/dev.lock -o requirements/run.lock
	echo "$$(grep -o 'hatchling==[0-9.]*' pyproject.toml | head -1)" | $(COMPILE) - -c requirements/dev.lock -o requirements/build.lock
	$(COMPILE) $(UPGRADE) requirements/bench-peers.in -o requirements/bench-peers.lock

clean: ## stop the stack, and remove everything that was made here
	@if [ -x $(BIN)/carebus ] && [ -d .local ]; then $(BIN)/carebus down; fi
	rm -rf .venv .cache .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find services tests -name __pycache__ -type d -prune -exec rm -rf {} +
