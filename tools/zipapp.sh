#!/usr/bin/env bash
# One file for a machine without a network: tocsin.pyz, which needs only the same system and Python there.
# usage: tools/zipapp.sh [OUT]. Run it on a machine with a network; shiv (packaged into a venv of its own) does the work:
# extension modules cannot be imported out of a zip, so the file unpacks itself once, into ~/.shiv.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$(realpath -m "${1:-tocsin.pyz}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q 'shiv>=1,<2'
"$work/venv/bin/shiv" --quiet --console-script tocsin --output-file "$out" --compressed . 
echo "$out: $(du -m "$out" | cut -f1) MB; try: python3 $out --version"
