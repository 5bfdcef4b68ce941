"""The house keeps its shape: public names, a test beside every module, the words of the glossary."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

import tocsin

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "tocsin"
MODULES = sorted(
    path.relative_to(SOURCE)
    for path in SOURCE.rglob("*.py")
    if path.name not in ("__init__.py", "__main__.py") and "packs" not in path.parts
)
# nouns without behaviour of their own: read, written and checked through the rooms that use them
DATA_ONLY = {
    Path("model") / f"{name}.py"
    for name in ("evidence", "logs", "packs", "rules", "hits", "verdict", "report", "tuning", "manifest", "sharing")
}


def test_the_public_names_are_the_five_verbs() -> None:
    assert tocsin.__all__ == ["__version__", "collect", "hunt", "judge", "read", "show"]
    assert all(hasattr(tocsin, name) for name in tocsin.__all__)


def test_every_module_has_a_test_of_its_own() -> None:
    twins = {module: ROOT / "tests" / module.parent / f"test_{module.name}" for module in MODULES}
    lost = {module: twin for module, twin in twins.items() if module not in DATA_ONLY and not twin.exists()}
    assert [f"src/tocsin/{module} has no {twin.relative_to(ROOT)}" for module, twin in lost.items()] == []


def test_every_module_says_what_it_is_and_is_no_cupboard() -> None:
    wrong: list[str] = []
    for module in MODULES:
        text = (SOURCE / module).read_text(encoding="utf-8")
        if not ast.get_docstring(ast.parse(text)):
            wrong.append(f"{module} has no docstring")
        if module.stem in {"utils", "helpers", "common", "base", "manager", "misc"}:
            wrong.append(f"{module} is named after no purpose")
        if (lines := len(text.splitlines())) > 600:
            wrong.append(f"{module} has {lines} lines")
    assert wrong == []


SHOWING = [module for module in MODULES if module.parts[0] in ("showing", "serving", "cli")]
COLOURS = {"showing/terminal.py", "showing/report_text.py", "showing/excerpts.py", "cli/progress.py"}
"""Modules that write escape sequences of their own: colours, and a line of progress that is drawn again."""


def own_escaping(module: Path) -> list[str]:
    """What a module does itself that belongs to `showing/escape.py`, with its lines."""
    found: list[str] = []
    for node in ast.walk(ast.parse((SOURCE / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else {node.module}
            wrong = names & {"html", "csv", "markupsafe", "jinja2", "xml.sax.saxutils"}
        elif isinstance(node, ast.Attribute):
            wrong = {node.attr} & {"translate", "isprintable", "unicode_escape"}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and module.as_posix() not in COLOURS:
            wrong = {"\\x1b"} if "\x1b" in node.value else set()
        else:
            continue
        found += [f"{module}:{node.lineno}: {name}" for name in wrong]
    return found


def test_text_of_strangers_is_escaped_in_one_module() -> None:
    assert own_escaping(Path("showing/escape.py")) != [], "the test finds nothing any more"
    assert [wrong for module in SHOWING if module != Path("showing/escape.py") for wrong in own_escaping(module)] == []


LARGE = {"src/tocsin/reading/model/parser.bin"}
"""Files that are large on purpose."""


def test_nothing_large_came_in_by_accident() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("SKIPPED, not a checkout of git")
    files = [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    assert [name for name in files if name not in LARGE and (ROOT / name).stat().st_size > 2 << 20] == []
