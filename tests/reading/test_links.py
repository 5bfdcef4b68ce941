"""Links: names in other forms than the tables', and names that must stay without an id."""

from __future__ import annotations

import pytest

from tocsin.model.report import MentionKind
from tocsin.reading.links import linked


@pytest.mark.parametrize(
    ("written", "kind", "id_"),
    [
        ("NetwireRAT", MentionKind.MALWARE, "S0198"),
        ("Lazarus", MentionKind.INTRUSION_SET, "G0032"),
        ("Emotet Trojan", MentionKind.MALWARE, "S0367"),
        ("Wizard-Spider", MentionKind.THREAT_ACTOR, "G0102"),
    ],
)
def test_a_name_in_another_form(written: str, kind: MentionKind, id_: str) -> None:
    found = linked(written, kind)
    assert found is not None
    assert found.id == id_


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("RAT", MentionKind.MALWARE),
        ("", MentionKind.TOOL),
        ("Glimtrell", MentionKind.MALWARE),
        ("Lazarus", MentionKind.ORGANISATION),
        ("team", MentionKind.INTRUSION_SET),
    ],
)
def test_a_name_that_means_no_entry(written: str, kind: MentionKind) -> None:
    assert linked(written, kind) is None
