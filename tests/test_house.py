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


@pytest.mark.parametrize("module", [m for m in MODULES if m not in DATA_ONLY], ids=str)
def test_every_module_has_a_test_of_its_own(module: Path) -> None:
    twin = ROOT / "tests" / module.parent / f"test_{module.name}"
    assert twin.exists(), f"src/tocsin/{module} has no {twin.relative_to(ROOT)}"


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_every_module_says_what_it_is(module: Path) -> None:
    assert ast.get_docstring(ast.parse((SOURCE / module).read_text(encoding="utf-8")))


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_no_module_is_a_cupboard(module: Path) -> None:
    assert module.stem not in {"utils", "helpers", "common", "base", "manager", "misc"}
    assert len((SOURCE / module).read_text(encoding="utf-8").splitlines()) <= 600


SHOWING = [module for module in MODULES if module.parts[0] in ("showing", "serving", "cli")]
COLOURS = {"showing/terminal.py", "showing/report_text.py", "showing/excerpts.py", "cli/progress.py"}
"""Modules that write escape sequences of their own: colours, and a line of progress that is drawn again."""


@pytest.mark.parametrize("module", SHOWING, ids=str)
def test_text_of_strangers_is_escaped_in_one_module(module: Path) -> None:
    if module == Path("showing/escape.py"):
        return
    tree = ast.parse((SOURCE / module).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else {node.module}
            assert names.isdisjoint({"html", "csv", "markupsafe", "jinja2", "xml.sax.saxutils"}), node.lineno
        elif isinstance(node, ast.Attribute):
            assert node.attr not in ("translate", "isprintable", "unicode_escape"), node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and module.as_posix() not in COLOURS:
            assert "\x1b" not in node.value, node.lineno


LARGE = {"src/tocsin/reading/model/parser.bin"}
"""Files that are large on purpose."""


def test_nothing_large_came_in_by_accident() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("SKIPPED, not a checkout of git")
    files = [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    assert [name for name in files if name not in LARGE and (ROOT / name).stat().st_size > 2 << 20] == []
