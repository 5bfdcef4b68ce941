"""`logs.yaml` by itself: fields that a log has, as far as the catalogue knows (the rest is in test_packs.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge.logs import log
from tocsin.knowledge.pack_logs import has_field, read_logs
from tocsin.model.errors import RuleError
from tocsin.model.packs import Stage, Step, StepLog

STEP = Step(id="a", name="a", stage=Stage.SCANNED, description="", visible_in=(StepLog(logs=("iis",), rules=("one",)),))


@pytest.mark.parametrize(
    ("name", "field", "has"),
    [
        ("iis", "cs-uri-stem", True),
        ("iis", "Image", False),
        ("windows-sysmon", "Image", True),
        ("windows-sysmon", "EventID", True),
        ("windows-sysmon", "cs-uri-stem", False),
        ("windows-application", "anything", True),
    ],
)
def test_fields_are_those_of_the_catalogue(name: str, field: str, has: bool) -> None:
    entry = log(name)
    assert entry is not None

    assert has_field(entry, field) is has


def test_what_an_entry_says_is_kept() -> None:
    text = "logs: [{log: iis, fields: [cs-method], switch_on: press here, retention: a day, note: mind}]"
    (one,) = read_logs(Path("logs.yaml"), text, (STEP,))

    assert (one.fields, one.switch_on, one.retention, one.note) == (("cs-method",), "press here", "a day", "mind")


def test_text_that_is_no_list_of_logs_is_refused_by_line() -> None:
    with pytest.raises(RuleError) as caught:
        read_logs(Path("logs.yaml"), "logs:\n  - {log: iis, colour: red}\n", (STEP,))

    assert caught.value.where == "logs.yaml:2"
