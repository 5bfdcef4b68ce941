#!/usr/bin/env bash
# Checks logs against a report in a pipeline. usage: check.sh REPORT LOGS... ; results in ./tocsin-result
# Fails (1) when something was seen. An attempt, or hours that nobody could have seen, are said and do not fail: set
# STRICT=1 to fail then, too. 2: the check could not be done.
set -uo pipefail
report=$1
shift
tocsin check "$report" "$@" --out tocsin-result --force
code=$?
case $code in
  0) echo "tocsin: not seen" ;;
  1) echo "tocsin: SEEN, see tocsin-result/verdict.html" && exit 1 ;;
  4) echo "tocsin: attempted, see tocsin-result/letter.md" && exit "${STRICT:-0}" ;;
  3) echo "tocsin: could not have been seen everywhere, see tocsin-result/letter.md" && exit "${STRICT:-0}" ;;
  *) exit 2 ;;
esac
