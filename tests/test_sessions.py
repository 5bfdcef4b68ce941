"""The sessions of the documentation: what a page asks its reader to type comes out as the page shows it.

All five are run in a fresh environment by `.ci/run` (`python tools/sessions.py`); here those that cost little, and with
TOCSIN_SESSIONS=all all of them.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.material import DATA
from tools.sessions import LEFT_OUT, PAGES, ROOT, Step, check, differs, rewritten, steps

CHEAP = {"extending/pack", "extending/format"}

PAGE = """# A page
<!-- setup: true -->
```yaml title="a/b.yml"
x: 1
```
```console
$ tocsin one
first
[…]
last
$ tocsin two
```
    $ no command
"""


@pytest.mark.parametrize("name", PAGES)
def test_a_session_prints_what_its_page_shows(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name not in CHEAP and os.environ.get("TOCSIN_SESSIONS") != "all":
        pytest.skip("SKIPPED, .ci/run has it; or TOCSIN_SESSIONS=all")
    from tocsin.knowledge.kept import folder

    source = str(ROOT / "src")
    monkeypatch.setenv("TOCSIN_CACHE", str(folder()))
    monkeypatch.setenv("PATH", os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), source))))
    try:
        wrong = check(name, DATA if DATA.is_dir() else None)
    except FileNotFoundError as error:
        pytest.skip(f"SKIPPED, {error} is not here")
    assert wrong == "", f"{wrong}\n(if the page is what is out of date: python tools/sessions.py --write {name})"


def test_every_session_is_one_of_a_page_in_the_documentation() -> None:
    for name in PAGES:
        kinds = {step.kind for step in steps((ROOT / "docs" / f"{name}.md").read_text("utf-8"))}
        assert "command" in kinds


def test_a_page_is_cut_into_files_and_commands() -> None:
    found = [(step.kind, step.text, step.shown) for step in steps(PAGE)]

    assert found == [
        ("setup", "true", []),
        ("file", "a/b.yml", ["x: 1"]),
        ("command", "tocsin one", ["first", LEFT_OUT, "last"]),
        ("command", "tocsin two", []),
    ]


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        (["a", "b"], ["a", "b"], True),
        (["a", "b"], ["a", "c"], False),
        (["a", LEFT_OUT, "z"], ["a", "b", "c", "z"], True),
        (["a", LEFT_OUT, "z"], ["a", "b", "c", "y"], False),
        (["a", LEFT_OUT], ["b", "c"], False),
        (["Took 2.1 s (3 events/s)."], ["Took 17.0 s (1,200 events/s)."], True),
        ([], ["an error"], False),
    ],
)
def test_only_what_a_page_leaves_out_may_differ(shown: list[str], printed: list[str], same: bool) -> None:
    assert (differs(shown, printed) == "") is same


def test_a_page_is_rewritten_with_as_many_lines_as_it_showed() -> None:
    one, two = [step for step in steps(PAGE) if step.kind == "command"]

    page = rewritten(PAGE, [(one, ["1st", "2nd", "3rd"]), (two, ["new"])])
    again = [step.shown for step in steps(page) if step.kind == "command"]
    assert again == [["1st", LEFT_OUT, "3rd"], ["new"]]
    assert rewritten(PAGE, [(one, one.shown)]) == PAGE
    assert Step("command", "x").shown == []


def test_the_pack_of_the_examples_is_the_one_that_the_page_builds() -> None:
    shown = {
        step.text: "\n".join(step.shown) + "\n"
        for step in steps((ROOT / "docs" / "extending" / "pack.md").read_text("utf-8"))
        if step.kind == "file"
    }
    folder = ROOT / "examples" / "pack"
    files = [path for path in folder.rglob("*") if path.is_file()]
    there = {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files}
    assert there == shown
