"""GuardDuty's findings, exported or shown by its interface."""

from __future__ import annotations

import json

from tocsin.collecting.formats import recognise
from tocsin.collecting.formats.aws_guardduty import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_cloud import ACCOUNT, GUARDDUTY, document

FINDING = json.loads(GUARDDUTY)


def raised(value: object) -> object:
    """A value with its names as `get-findings` writes them."""
    if isinstance(value, dict):
        return {name[:1].upper() + name[1:]: raised(said) for name, said in value.items()}
    return value


def test_every_form_gives_the_same_finding() -> None:
    wanted, _ = events_and_rejections(FORMAT, GUARDDUTY)
    assert wanted[0]["_host"] == ACCOUNT
    for data in (
        document({"Findings": [raised(FINDING)]}),
        document({"detail-type": "GuardDuty Finding", "detail": FINDING}),
    ):
        known = recognise(data, "x")
        assert known is not None
        assert known[0] is FORMAT
        found, rejected = events_and_rejections(FORMAT, data)
        assert rejected == []
        assert {**found[0], "_offset": 0} == {**wanted[0], "_offset": 0}


def test_a_cut_finding_is_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, GUARDDUTY + GUARDDUTY[:100])
    assert len(events) == 1
    assert [one.offset for one in rejected] == [len(GUARDDUTY)]
