"""AA21-062A in two versions, watched: what its revision list says was added later is added, checked, and found.

    python tools/watch_advisory.py DATA/documents/AA21-062A.pdf [--work DIR]

In: the advisory of 14 April 2021. An earlier version is made of it by taking out what its own list of revisions says
came on 10 March and later (the section on tactics with the web shells and indicators, DearCry, the later lines of the
list). Evidence is a made-up Sysmon log of the whole window in which one process has the hash of a web shell that only
the later version names. Out: both rounds, the diff, and `OK` if the later round found just that; exit code 1 if not.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from tocsin.cli.main import run
from tocsin.library import Library
from tocsin.library.changes import changes
from tocsin.library.verdicts import changes as changed
from tocsin.library.verdicts import verdict_of, verdicts
from tocsin.reading import read

SHELL = "893cd3583b49cb706b3e55ecb2ed0757b977a21f5c72e041392d1256f31166e2"
_TACTICS = "Tactics, Techniques and Procedures"
_KEPT_AGAIN = "(Updated March 4, 2021): CISA is aware of threat actors"
_LATER = ("March 10, 2021: Updated TTP Section", "This product is provided")
_HEAD = "Alert (AA21-062A)\n\n"


def earlier(text: str) -> str:
    """Return the advisory as it was before 10 March 2021, as far as its list of revisions tells."""
    without = text[: text.index(_TACTICS)] + text[text.index(_KEPT_AGAIN) :]
    begin = without.index(_LATER[0])
    return without[:begin] + without[without.index(_LATER[1], begin) :]


def write_log(path: Path) -> None:
    """Write a process every twenty minutes from 30 December 2020 to 20 April 2021; one has the web shell's hash."""
    time, lines = datetime(2020, 12, 30), []  # noqa: DTZ001 - of a log without zone
    while time < datetime(2021, 4, 20):  # noqa: DTZ001
        shell = time == datetime(2021, 3, 3, 7)  # noqa: DTZ001
        image = r"C:\Temp\x.exe" if shell else r"C:\Windows\System32\svchost.exe"
        event = {
            "EventID": 1,
            "Channel": "Microsoft-Windows-Sysmon/Operational",
            "SourceName": "Microsoft-Windows-Sysmon",
            "Hostname": "mail01.corp.example",
            "EventTime": f"{time:%Y-%m-%d %H:%M:%S}",
            "UtcTime": f"{time:%Y-%m-%d %H:%M:%S}.000",
            "RecordNumber": len(lines),
            "ProcessId": 100 + len(lines) % 900,
            "Image": image,
            "CommandLine": image,
            "User": r"CORP\svc",
            "ParentImage": r"C:\Windows\System32\services.exe",
            "ParentCommandLine": "services.exe",
            "Hashes": f"SHA256={SHELL.upper() if shell else format(7919 * len(lines), '064X')}",
        }
        lines.append(json.dumps(event))
        time += timedelta(minutes=20)
    path.write_text("\n".join(lines) + "\n")


def main() -> int:
    """Watch both versions, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("document", type=Path)
    parser.add_argument("--work", type=Path, default=None)
    given = parser.parse_args()
    text = read(given.document).document.text
    with tempfile.TemporaryDirectory(dir=given.work) as work:
        folder = Path(work)
        for name in ("reports", "evidence"):
            (folder / name).mkdir()
        write_log(folder / "evidence" / "sysmon.json")
        codes = []
        for name, version in (("march", earlier(text)), ("april", text)):
            (folder / "reports" / f"{name}.txt").write_text(_HEAD + version)
            codes.append(run(["watch", str(folder)]))
        with Library(folder / "library.sqlite") as library:
            added = changes(library.report(1), library.report(2), ("march", "april"))
            later, before = (verdict_of(library, one.id) for one in verdicts(library))
        found = {one.name: one.now for one in changed(before, later)}
    print(f"diff: {len(added.added)} added, {len(added.removed)} removed, {len(added.to_check())} to check")
    print(f"exit codes {codes}; {before.outcome.value} -> {later.outcome.value}; {SHELL[:12]}…: {found.get(SHELL)}")
    good = f"indicator:file:sha256:{SHELL}" in added.to_check() and found.get(SHELL) == "seen" and codes[1] == 1
    only = {one.behaviour for one in changed(before, later) if one.now == "seen"} == {f"indicator:file:sha256:{SHELL}"}
    print("OK" if good and only else "NOT OK")
    return 0 if good and only else 1


if __name__ == "__main__":
    sys.exit(main())
