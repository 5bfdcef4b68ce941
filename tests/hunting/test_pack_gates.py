"""The gate over a pack: a rule of the built-in one, asked as if the pack said other things of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tocsin.hunting.pack_gates import gates
from tocsin.hunting.rules import load_rules
from tocsin.knowledge.packs import packs
from tocsin.model.packs import Join, JoinKey, PackLog, Stage, StepLog

PACK = next(pack for pack in packs() if pack.id == "exchange-2021")
RULES = load_rules([Path(PACK.rules_path)], packs=False)
STEP = next(step for step in PACK.steps if step.id == "file-dropped")
RULE = next(card.info.id for card in RULES.cards if Path(card.path).stem == "file_page_by_system")


def asked(*, log: str = "windows-sysmon#11", fields: tuple[str, ...] = (), by: JoinKey | None = None) -> str:
    joins = () if by is None else (Join(step="oab-download", by=(by,), within=5, proves=Stage.FOOTHOLD, rules=(RULE,)),)
    step = replace(STEP, visible_in=(StepLog(logs=(log,), rules=(RULE,)),), joins=joins)
    others = [one for one in PACK.steps if one.id != STEP.id]
    return "; ".join(gates(replace(PACK, steps=(*others, step), logs=(PackLog(log=log, fields=fields),)), RULE, RULES))


@pytest.mark.parametrize(
    ("log", "fields", "says"),
    [
        ("windows-sysmon#11", (), ""),
        ("windows-sysmon#11", ("Image", "TargetFilename"), ""),
        ("windows-sysmon#11", ("Image",), "cannot fire on windows-sysmon#11 with no more than"),
        ("iis", (), "can never fire on iis"),
    ],
)
def test_logs_and_fields(log: str, fields: tuple[str, ...], says: str) -> None:
    found = asked(log=log, fields=fields)

    assert found.startswith(says)
    assert bool(found) is bool(says)


@pytest.mark.parametrize(
    ("this", "that", "says"),
    [
        ("name(TargetFilename)", "Message", ""),
        ("CommandLine", "Message", "no log of it has CommandLine"),
        ("name(TargetFilename)", "name(Image)", "no rule of oab-download is for a log with name(Image)"),
    ],
)
def test_joins(this: str, that: str, says: str) -> None:
    found = asked(by=JoinKey(this=(this,), that=(that,)))

    assert found.startswith(says)
    assert bool(found) is bool(says)
