#!/bin/sh
# Locks pyproject.toml's dependencies, by hash, for every platform: base (to run), dev (to test), bench (to compare).
set -eu
cd "$(dirname "$0")/.."

lock() {
    list=$1; shift
    uv pip compile pyproject.toml --group build "$@" --quiet --upgrade \
        --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --output-file "requirements/$list.txt"
}

lock base --extra sql
lock dev --extra dev --constraints requirements/base.txt
lock bench --extra dev --extra bench --constraints requirements/dev.txt
