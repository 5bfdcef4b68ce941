"""Reading packs: what a good one says, and that each thing wrong with one is named with its file and line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.knowledge import packs as packs_module
from tocsin.knowledge.packs import joined_only, load, packs
from tocsin.model.errors import RuleError
from tocsin.model.packs import Stage

RULE = """\
title: A rule
id: {id}
status: experimental
logsource:
    category: webserver
detection:
    selection:
        cs-uri-stem: '/{stem}'
    condition: selection
level: low
"""
IDS = {"one": "0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0a01", "two": "0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0a02"}
PACK = """\
id: small
version: "1"
name: A small pack
sources: [made for a test]
"""
STEPS = """\
steps:
  - id: first
    name: First
    stage: scanned
    description: It begins.
    rules:
      - {rule: one, stage: scanned}
    visible_in:
      - {logs: [iis], rules: [one]}
  - id: second
    name: Second
    stage: exploited
    description: It goes on.
    after: [first]
    rules:
      - rule: two
        stage: exploited
        lookalikes: [one]
    visible_in:
      - {logs: ["windows-sysmon#11", iis], rules: [two]}
"""
LOGS = """\
logs:
  - {log: iis, fields: [cs-uri-stem]}
  - log: "windows-sysmon#11"
    retention: a week
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small pack that is right."""
    root = tmp_path / "small"
    (root / "rules").mkdir(parents=True)
    for stem, identifier in IDS.items():
        (root / "rules" / f"{stem}.yml").write_text(RULE.format(id=identifier, stem=stem))
        (root / "samples" / stem).mkdir(parents=True)
        for kind in ("positive", "negative"):
            (root / "samples" / stem / f"{kind}.log").write_text("#Fields: date\n")
    (root / "pack.yaml").write_text(PACK)
    (root / "steps.yaml").write_text(STEPS)
    (root / "logs.yaml").write_text(LOGS)
    return root


def refused(folder: Path) -> RuleError:
    with pytest.raises(RuleError) as caught:
        load(folder)
    return caught.value


def test_rules_are_named_by_file_and_become_ids(folder: Path) -> None:
    pack = load(folder)
    second = pack.steps[1]

    assert (pack.id, pack.version, pack.rules_path) == ("small", "1", str(folder / "rules"))
    assert [step.id for step in pack.steps] == ["first", "second"]
    assert (second.rules[0].rule, second.rules[0].stage) == (IDS["two"], Stage.EXPLOITED)
    assert second.rules[0].lookalikes == (IDS["one"],)
    assert second.visible_in[0].logs == ("windows-sysmon#11", "iis")
    assert second.visible_in[0].rules == (IDS["two"],)
    assert second.after == ("first",)
    assert [(one.log, one.fields, one.retention) for one in pack.logs] == [
        ("iis", ("cs-uri-stem",), None),
        ("windows-sysmon#11", (), "a week"),
    ]


JOINS = """\
    joins:
      - {with: first, by: [client, "part(cs-uri-query, id) = RequestId"], within: 5m, proves: exploited}
"""
FIRST = "- {rule: one, stage: scanned}"
KEYS = "keys:\n  client: [c-ip, ClientIpAddress]\n"
ALONE = "stage: exploited\n        lookalikes"


@pytest.fixture
def joined(folder: Path) -> Path:
    """The small pack, its second step joined with the first."""
    steps = STEPS.replace(ALONE, "stage: null\n        lookalikes").replace(
        '    visible_in:\n      - {logs: ["w', f'{JOINS}    visible_in:\n      - {{logs: ["w'
    )
    (folder / "steps.yaml").write_text(KEYS + steps)
    return folder


def test_joins_are_read(joined: Path) -> None:
    second = load(joined).steps[1]
    (join,) = second.joins

    assert second.rules[0].stage is None
    assert (join.step, join.within, join.order, join.proves) == ("first", 300, "after", Stage.EXPLOITED)
    assert join.rules == (IDS["two"],)
    assert [(key.this, key.that) for key in join.by] == [
        (("c-ip", "ClientIpAddress"), ("c-ip", "ClientIpAddress")),
        (("part(cs-uri-query, id)",), ("RequestId",)),
    ]


def test_a_step_can_say_why_it_is_not_checkable(folder: Path) -> None:
    more = (
        "  - {id: rented, name: Rented servers, stage: scanned, description: x, not_checkable: It is done elsewhere.}\n"
    )
    (folder / "steps.yaml").write_text(STEPS + more)

    assert load(folder).steps[2].not_checkable == "It is done elsewhere."


Change = Callable[[Path], object]


def edit(name: str, old: str, new: str) -> Change:
    """Return a change of one file."""

    def change(folder: Path) -> None:
        text = (folder / name).read_text()
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1))

    return change


def both(*changes: Change) -> Change:
    """Return changes in one."""

    def change(folder: Path) -> None:
        for one in changes:
            one(folder)

    return change


WRONG: tuple[tuple[str, Change, str, str], ...] = (
    ("no pack.yaml", lambda f: (f / "pack.yaml").unlink(), "pack.yaml", "is missing"),
    ("unknown key", edit("pack.yaml", "name:", "colour: red\nname:"), "pack.yaml:3", "colour"),
    ("bad id", edit("pack.yaml", "id: small", "id: ../small"), "pack.yaml:1", "cannot be a pack's id"),
    ("not YAML", edit("steps.yaml", "steps:", "steps: [", ), "steps.yaml:", "not YAML"),
    ("an alias", edit("steps.yaml", "name: First", "name: &a First\n    x: *a"), "steps.yaml:", "alias"),
    ("unknown stage", edit("steps.yaml", "stage: exploited", "stage: owned"), "steps.yaml:12", "owned"),
    ("same id", edit("steps.yaml", "id: second", "id: first"), "steps.yaml:", "twice"),
    ("unknown step", edit("steps.yaml", "after: [first]", "after: [zeroth]"), "steps.yaml:14", "no step 'zeroth'"),
    ("circle", edit("steps.yaml", "It begins.", "It begins.\n    after: [second]"), "steps.yaml:", "circle"),
    ("unknown rule", edit("steps.yaml", "- rule: two", "- rule: three"), "steps.yaml:16", "rules/three.yml"),
    ("unknown look-alike", edit("steps.yaml", "alikes: [one]", "alikes: [none]"), "steps.yaml:18", "rules/none.yml"),
    ("rule proves more", edit("steps.yaml", "one, stage: scanned}", "one, stage: foothold}"), "yaml:7", "more than"),
    ("unknown log", edit("steps.yaml", "{logs: [iis]", "{logs: [abacus]"), "steps.yaml:9", "no log 'abacus'"),
    ("not its rule", edit("steps.yaml", "[iis], rules: [one]", "[iis], rules: [two]"), "steps.yaml:9", "not among"),
    ("no rule", edit("steps.yaml", "rules:\n      - {rule: one, stage: scanned}", "rules: []"), "yaml:2", "no rule"),
    ("rule without id", edit("rules/one.yml", "id: ", "ident: "), "one.yml:1", "no id"),
    ("no UUID", edit("rules/one.yml", IDS["one"], "one"), "one.yml:2", "no UUID"),
    ("same UUID", edit("rules/two.yml", IDS["two"], IDS["one"]), "two.yml:2", "one.yml"),
    ("no logs.yaml", lambda f: (f / "logs.yaml").unlink(), "logs.yaml", "is missing"),
    ("log left out", edit("logs.yaml", "  - {log: iis, fields: [cs-uri-stem]}\n", ""), "logs.yaml:1", "not here"),
    ("log twice", edit("logs.yaml", "logs:", "logs:\n  - log: iis"), "logs.yaml:2", "twice"),
    ("log of no step", edit("logs.yaml", "sysmon#11", "sysmon#3"), "logs.yaml:3", "no step names"),
    ("log not known", edit("logs.yaml", "log: iis", "log: abacus"), "logs.yaml:2", "no log 'abacus'"),
    ("field not there", edit("logs.yaml", "cs-uri-stem", "colour"), "logs.yaml:2", "no field 'colour'"),
    ("unknown key of a log", edit("logs.yaml", "retention", "kept"), "logs.yaml:4", "kept"),
    ("rule twice", edit("steps.yaml", f"      {FIRST}", f"      {FIRST}\n      {FIRST}"), "steps.yaml:7", "twice"),
    ("no rules", lambda f: shutil.rmtree(f / "rules"), "rules", "no rule"),
    ("no negative", lambda f: (f / "samples/one/negative.log").unlink(), "samples/one", "no negative sample"),
    ("two positives", lambda f: (f / "samples/one/positive.txt").touch(), "samples/one", "more than one positive"),
)  # fmt: skip


WRONG_JOINS: tuple[tuple[str, Change, str, str], ...] = (
    ("no join", edit("steps.yaml", JOINS, ""), "steps.yaml:18", "proves nothing by itself"),
    ("no step", edit("steps.yaml", "with: first", "with: zeroth"), "steps.yaml:22", "no step 'zeroth'"),
    ("no key", edit("steps.yaml", "by: [client", "by: [colour"), "steps.yaml:22", "no key"),
    ("no field", edit("steps.yaml", "part(cs-uri-query, id)", "part(cs-uri-query)"), "steps.yaml:22", "no field"),
    ("no time", edit("steps.yaml", "within: 5m", "within: soon"), "steps.yaml:22", "no time limit"),
    ("proves more", edit("steps.yaml", "proves: exploited", "proves: foothold"), "steps.yaml:22", "more than"),
    ("needless", edit("steps.yaml", "stage: null", "stage: exploited"), "steps.yaml:22", "without"),
    ("other rule", edit("steps.yaml", "within: 5m", "within: 5m, rules: [two, one]"), "steps.yaml:22", "not among"),
    ("unknown order", edit("steps.yaml", "within: 5m", "within: 5m, order: later"), "steps.yaml:22", "later"),
    ("circle", both(
        edit("steps.yaml", "- {rule: one, stage: scanned}", "- {rule: one, stage: null}"),
        edit("steps.yaml", "It begins.", "It begins.\n    joins: [{with: second, within: 1s, proves: scanned}]"),
    ), "steps.yaml:", "circle"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("change", "where", "why"), [case[1:] for case in WRONG_JOINS], ids=[c[0] for c in WRONG_JOINS]
)
def test_what_is_wrong_with_joins_is_named(joined: Path, change: Change, where: str, why: str) -> None:
    change(joined)
    error = refused(joined)

    assert where in str(error.where)
    assert why in error.message


@pytest.mark.parametrize(("change", "where", "why"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_what_is_wrong_is_named_with_its_place(folder: Path, change: Change, where: str, why: str) -> None:
    change(folder)
    error = refused(folder)

    assert where in str(error.where)
    assert why in error.message


def test_a_rule_that_no_step_uses_is_refused(folder: Path) -> None:
    stray = folder / "rules" / "stray.yml"
    stray.write_text(RULE.format(id="0b8a3c1e-7d1f-4e0a-9c57-2f6f5f1f0a03", stem="stray"))
    shutil.copytree(folder / "samples" / "one", folder / "samples" / "stray")

    assert str(refused(folder).where) == str(stray)


def test_nothing_outside_the_folder_is_read(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.yml"
    outside.write_text(RULE.format(id=IDS["one"], stem="one"))
    (folder / "rules" / "one.yml").unlink()
    (folder / "rules" / "one.yml").symlink_to(outside)

    assert "leads out" in refused(folder).message


def test_a_sample_outside_the_folder_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.log").write_text("secret")
    sample = folder / "samples" / "one" / "positive.log"
    sample.unlink()
    sample.symlink_to(tmp_path / "secret.log")

    assert "leads out" in refused(folder).message


def test_a_file_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    assert "no folder" in refused(tmp_path / "nothing").message


def test_an_enormous_file_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs_module, "MOST_BYTES", 100)

    assert "larger than" in refused(folder).message


def test_deep_yaml_is_refused(folder: Path) -> None:
    (folder / "steps.yaml").write_text("steps: " + "[" * 5_000)

    assert "steps.yaml" in str(refused(folder).where)


def test_the_built_in_packs_are_all_right() -> None:
    assert [pack.id for pack in packs()] == sorted(pack.id for pack in packs())
    assert "exchange-2021" in {pack.id for pack in packs()}


def test_rules_that_count_only_joined_are_told_from_those_that_prove_something() -> None:
    exchange = next(pack for pack in packs() if pack.id == "exchange-2021")
    proving = {rule.rule for step in exchange.steps for rule in step.rules if rule.stage is not None}
    named = {rule.rule for step in exchange.steps for rule in step.rules}

    assert joined_only() & named == named - proving
    assert len(joined_only()) > 10
