"""What holds for the rules of every built-in pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.knowledge import base
from tocsin.knowledge.logs import log
from tocsin.knowledge.packs import packs
from tocsin.model.packs import Pack

PACKS = [pytest.param(pack, id=pack.id) for pack in packs()]


def rules(pack: Pack) -> dict[str, dict[str, Any]]:
    paths = sorted(Path(pack.rules_path).glob("*.yml"))
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {path.stem: yaml.load(path.read_text(encoding="utf-8"), Loader=loader) for path in paths}  # noqa: S506


@pytest.mark.parametrize("pack", PACKS)
def test_every_rule_says_what_a_reader_needs(pack: Pack) -> None:
    for name, rule in rules(pack).items():
        assert rule["author"] == "tocsin", name
        for part in ("title", "description", "references", "date", "falsepositives", "tags", "level"):
            assert rule[part], (name, part)


@pytest.mark.parametrize("pack", PACKS)
def test_every_technique_that_a_rule_or_step_names_exists(pack: Pack) -> None:
    tags = {tag for rule in rules(pack).values() for tag in rule["tags"]}
    named = {tag.removeprefix("attack.").upper() for tag in tags if tag.startswith("attack.t") and tag[8:9].isdigit()}
    named |= {technique for step in pack.steps for technique in step.techniques}
    known = {one: base().technique(one) for one in named}

    assert {one for one, entry in known.items() if entry is None or entry.status != "current"} == set()


@pytest.mark.parametrize("pack", PACKS)
def test_every_step_can_be_seen_somewhere_or_says_why_not_and_the_remedy_is_known(pack: Pack) -> None:
    for step in pack.steps:
        assert step.visible_in or step.not_checkable, step.id
        for way in step.visible_in:
            entries = [log(name) for name in way.logs]
            assert all(entry is not None and entry.remedy for entry in entries), step.id


def test_no_two_packs_share_the_id_of_a_rule() -> None:
    ids = [rule["id"] for pack in packs() for rule in rules(pack).values()]

    assert len(ids) == len(set(ids))
