#!/bin/sh
# Locks pyproject.toml's dependencies, by hash, for every platform: base (to run), dev (to test), bench (to compare), and
# rete, which is built from source and may fail to. What the tests need sets the versions of what it takes to run.
set -eu
cd "$(dirname "$0")/.."

lock() {
    list=$1; shift
    uv pip compile pyproject.toml --group build "$@" --quiet --upgrade \
        --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file "requirements/$list.txt"
}

lock dev --extra dev
lock base --extra sql --extra proof --extra excel --extra serve --constraints requirements/dev.txt
echo "durable-rules==2.0.28 ; python_version < '3.13'" |
    uv pip compile - --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file requirements/rete.txt
lock bench --extra dev --extra bench --constraints requirements/dev.txt
