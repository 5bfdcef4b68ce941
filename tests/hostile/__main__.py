"""Run every hostile input by itself, and say which took too long or too much, or ended badly.

    python -m tests.hostile [--only PART] [--without PART] [--all] [--log FILE]

Exit 1 if there was one. With `--all`, a line for each. With `--log`, what came of each is added to a file of JSON lines, and what
stands there already is not run again: a run of an hour that was ended goes on, and `--again` repeats only what failed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from tocsin.hunting import load_rules

from tests.collecting.samples import EVTX
from tests.hostile.inputs import Input
from tests.hostile.rules import SUBJECT
from tests.hostile.runs import command, inputs, measured


def beside(folder: Path) -> Path:
    """Return good evidence, with a value that regular expressions are slow on."""
    made = folder / "beside"
    made.mkdir()
    (made / "good.evtx").write_bytes(EVTX)
    line = '{"Channel":"Microsoft-Windows-Sysmon/Operational","Provider_Name":"Microsoft-Windows-Sysmon","EventID":1,'
    line += f'"SourceName":"Microsoft-Windows-Sysmon","UtcTime":"2021-03-02 07:00:00.227","Image":"C:\\\\x","CommandLine":"{SUBJECT}"}}\n'
    (made / "slow.json").write_text(line)
    return made


def _row(one: Input, folder: Path, good: Path) -> dict[str, Any]:
    """Run an input by itself; return what came of it."""
    place = folder / "case"
    place.mkdir()
    path = place / one.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(one.make())
    found = measured(command(one, path, good), folder)
    shutil.rmtree(place)
    last = (found.said.strip().splitlines() or [""])[-1]
    return {
        "name": one.name,
        "code": found.code,
        "seconds": round(found.seconds, 2),
        "processor": round(found.processor, 2),
        "megabytes": found.megabytes,
        "wrong": found.wrong,
        "said": last[:150],
    }


def known(log: Path | None, *, again: bool) -> dict[str, dict[str, Any]]:
    """Return what a log says, by input, the last word of each; with `again`, without what failed."""
    if log is None or not log.exists():
        return {}
    rows = {row["name"]: row for row in map(json.loads, log.read_text().splitlines())}
    return {name: row for name, row in rows.items() if not (again and row["wrong"])}


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--without", default="-none-")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--again", action="store_true")
    given = parser.parse_args()
    load_rules()  # what every run needs is loaded once
    chosen = [one for one in inputs() if given.only in one.name and given.without not in one.name]
    rows = known(given.log, again=given.again)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = beside(folder)
        for one in chosen:
            if one.name in rows:
                continue
            row = rows[one.name] = _row(one, folder, good)
            if given.log is not None:
                with given.log.open("a") as log:
                    log.write(json.dumps(row) + "\n")
            if row["wrong"] or given.all:
                print(
                    f"{one.name:45} {row['code']:3} {row['seconds']:6.2f} s {row['processor']:6.2f} s {row['megabytes']:5} MB  "
                    f"{row['wrong'] or ''} {row['said']}",
                    flush=True,
                )
    told = [rows[one.name] for one in chosen]
    wrong = sum(row["wrong"] is not None for row in told)
    longest = max(told, key=lambda row: min(row["seconds"], row["processor"]))
    largest = max(told, key=lambda row: row["megabytes"])
    print(
        f"{len(told)} inputs, {wrong} failures; longest {min(longest['seconds'], longest['processor']):.1f} s ({longest['name']}), "
        f"largest {largest['megabytes']} MB ({largest['name']})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
