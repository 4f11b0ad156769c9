#!/bin/sh
# Every check of the project: format, lint, types, floors, translations, tests.
cd "$(dirname "$0")/.."
. installer/setup.sh
set_up test

export QT_QPA_PLATFORM=offscreen
run() {
    say "== $*"
    "$@"
}
bin="$(dirname "$PY")"
run "$bin/ruff" format --check .
run "$bin/ruff" check .
run "$bin/mypy"
run "$bin/lint-imports" --no-cache
run "$PY" -m pytest -q -n "${BOSHAN_WORKERS:-2}" "$@"
