"""`python -m tools.reference` writes the pages made from the code; `--check` only says which are out of date."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from tools.reference import json_documents, logs, man, messages, pack_index, python_api, rooms

ROOT = Path(__file__).resolve().parents[2]
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/reference/messages.md": messages.page,
    "docs/reference/logs.md": logs.page,
    "docs/reference/json.md": json_documents.page,
    "docs/reference/python.md": python_api.page,
    "docs/packs/index.md": pack_index.page,
    "share/man/man1/tocsin.1": man.page,
    **{f"docs/how/{room}.md": partial(rooms.page, room) for room in rooms.ROOMS},
}


def stale() -> list[str]:
    """Return the pages that are not what the code says."""
    return [name for name, page in PAGES.items() if not (ROOT / name).is_file() or _now(name) != page()]


def _now(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def main() -> int:
    """Write the pages, or say which are out of date."""
    old = stale()
    if "--check" in sys.argv[1:]:
        for name in old:
            print(f"{name} is out of date: python -m tools.reference")
        return 1 if old else 0
    for name in old:
        path = ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGES[name](), encoding="utf-8")
        print(f"wrote {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
