"""A pack of one rule, right in every respect, for tests that install, break and use it."""

from __future__ import annotations

import zipfile
from pathlib import Path

ID = "7c1d9a52-5b7e-4e1b-9a55-0f0e5a7b1c01"
RULE = f"""\
title: Asked for the door
id: {ID}
status: test
license: CC0-1.0
author: A. Doorkeeper
logsource:
    category: webserver
detection:
    selection:
        cs-uri-stem: '/door'
    condition: selection
level: high
"""
IIS = "#Software: Microsoft Internet Information Services 10.0\n#Fields: date time cs-method cs-uri-stem sc-status\n"
FILES = {
    "pack.yaml": 'id: doors\nversion: "1.2"\nname: Doors\nincident: incident:doors\nsources: [made for a test]\n',
    "steps.yaml": (
        "steps:\n  - id: knocked\n    name: Knocked\n    stage: attempted\n    description: Somebody knocked.\n"
        "    rules: [{rule: door, stage: attempted}]\n    visible_in: [{logs: [iis], rules: [door]}]\n"
    ),
    "logs.yaml": "logs: [{log: iis}]\n",
    "rules/door.yml": RULE,
    "samples/door/positive.log": f"{IIS}2021-03-03 06:49:42 GET /door 200\n",
    "samples/door/negative.log": f"{IIS}2021-03-03 06:49:42 GET /window 200\n",
    "LICENSE.txt": "# CC0 1.0 Universal\n\nDo as you like.\n",
}


def write(folder: Path, **changed: str | None) -> Path:
    """Write the pack; `changed` gives files by name with `/` and `.` as `_`, None leaves one out."""
    texts = {name: changed.get(name.replace("/", "_").replace(".", "_"), text) for name, text in FILES.items()}
    for name, text in texts.items():
        if text is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(path: Path, texts: dict[str, str], *, below: str = "") -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"{below}{name}", text)
    return path
