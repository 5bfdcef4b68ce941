"""The tables of modules in docs/how/*.md: each module of a room with the first sentence of its docstring."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("reading", "collecting", "hunting", "judging", "showing")
BEGIN, END = "<!-- modules: written by python -m tools.reference -->", "<!-- end of modules -->"


def page(room: str) -> str:
    """Return a room's page with its table made anew."""
    text = (ROOT / "docs" / "how" / f"{room}.md").read_text("utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    rows = [f"| `{name}` | {said} |" for name, said in modules(room)]
    table = "\n".join(["| module | is |", "| --- | --- |", *rows])
    return f"{head}{BEGIN}\n\n{table}\n\n{END}{tail}"


def modules(room: str) -> list[tuple[str, str]]:
    """Return name and first sentence of each module of a room, its folders' last."""
    folder = ROOT / "src" / "tocsin" / room
    found: list[tuple[str, str]] = []
    for path in sorted(folder.glob("*.py")):
        said = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").splitlines()[0]
        if path.name != "__init__.py":
            found.append((path.stem, said.replace("|", "\\|").replace("<", "&lt;")))
    return found
