"""Run every hostile input by itself, and say which took too long or too much, or ended badly.

    python -m tests.hostile [--only PART] [--without PART] [--all]

Exit 1 if there was one. With `--all`, a line for each.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from tocsin.hunting import load_rules

from tests.collecting.samples import EVTX
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


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default="")
    parser.add_argument("--without", default="-none-")
    parser.add_argument("--all", action="store_true")
    given = parser.parse_args()
    load_rules()  # what every run needs is loaded once
    chosen = [one for one in inputs() if given.only in one.name and given.without not in one.name]
    wrong, longest, largest = 0, (0.0, ""), (0, "")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        good = beside(folder)
        for one in chosen:
            place = folder / "case"
            place.mkdir()
            path = place / one.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(one.make())
            found = measured(command(one, path, good), folder)
            shutil.rmtree(place)
            longest = max(longest, (min(found.seconds, found.processor), one.name))
            largest = max(largest, (found.megabytes, one.name))
            if found.wrong or given.all:
                line = found.said.strip().splitlines()[-1:] or [""]
                print(
                    f"{one.name:45} {found.code:3} {found.seconds:6.2f} s {found.processor:6.2f} s {found.megabytes:5} MB  "
                    f"{found.wrong or ''} {line[0][:150]}",
                    flush=True,
                )
            wrong += found.wrong is not None
    print(
        f"{len(chosen)} inputs, {wrong} failures; longest {longest[0]:.1f} s ({longest[1]}), largest {largest[0]} MB ({largest[1]})"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
