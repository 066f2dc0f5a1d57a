.PHONY: install chat test eval gate baseline calibrate clean

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3

install: $(VENV)/installed

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed; set PYTHON=python3.11") if sys.version_info < (3, 11) else None'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

chat: install
	$(BIN)/nisc-assistant serve

# A page of another origin with the assistant on it, as docs/embedding.md describes: http://127.0.0.1:7870/
.PHONY: demo-intranet
demo-intranet: install
	$(BIN)/python -m ui.demo

test: install browser
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest
	$(MAKE) gate

# Debian's Chromium, where there is none and we may install it; without one the browser tests say that they were skipped.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null || echo "No Chromium could be installed: browser tests will be skipped"; fi

eval: install
	$(BIN)/nisc-assistant eval run

# Exit code 1 when something that [tool.nisc.gate] of pyproject.toml names is worse than the baseline beyond noise.
gate: install
	$(BIN)/nisc-assistant eval run --split test --out eval-out
	$(BIN)/nisc-assistant eval compare evals/baseline eval-out

# What the gate compares with. Rewrite it with a change that is meant to alter the answers, and say so with the change.
baseline: install
	$(BIN)/nisc-assistant eval run --split test --out evals/baseline
	rm -f evals/baseline/report.html

calibrate: install
	$(BIN)/nisc-assistant eval calibrate

# The reader, trained from DATA=folder of the public question sets (evals/reader/CARD.md says which) into RUN, and packed. It goes
# on where it was interrupted. What ships changes with it: fit the confidence again (`make calibrate`) and look at the figures.
RUN ?= reader-run
TRAINING_FILES := en-qa.jsonl.gz ja-qa.jsonl.gz ja-dev.jsonl.gz
.PHONY: train
train:
	@test -n "$(DATA)" || { echo "Name the folder of the public question sets: make train DATA=folder (evals/reader/CARD.md says what it holds)" >&2; exit 2; }
	@for file in $(TRAINING_FILES); do test -f "$(DATA)/$$file" || { echo "There is no $$file in $(DATA): evals/reader/CARD.md says what it holds" >&2; exit 2; }; done
	$(MAKE) install
	test -f "$(RUN)/pool.npz" || $(BIN)/python -m evals.reader prepare "$(DATA)" "$(RUN)"
	$(BIN)/python -m evals.reader train "$(RUN)"
	$(BIN)/python -m evals.reader pack "$(RUN)"

# What the chat page weighs, and how soon it takes a question, beside a bare Gradio ChatInterface.
.PHONY: bench
bench: install browser
	$(BIN)/python -m tests.bench.page_weight

# What the dearest request costs beside the median question, and what the server does against 10,000 hostile requests, a crowd,
# and stops in the midst of answers.
.PHONY: bench-safety
bench-safety: install
	$(BIN)/python -m tests.bench.dearest_request
	$(BIN)/python -m tests.bench.hostile_requests
	$(BIN)/python -m tests.bench.crowd
	$(BIN)/python -m tests.bench.stops

# The same questions through other systems and ours. They live in an environment of their own, which may be deleted.
RIVALS := .venv-rivals
.PHONY: bench-rivals
bench-rivals: install
	-$(MAKE) $(RIVALS)/installed
	$(BIN)/python -m evals.rivals --environment $(RIVALS) --out eval-out/rivals

$(RIVALS)/installed: evals/rivals/requirements.txt
	test -x $(RIVALS)/bin/python || $(PYTHON) -m venv $(RIVALS)
	$(RIVALS)/bin/pip install --quiet --disable-pip-version-check -r evals/rivals/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) $(RIVALS) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info eval-out
