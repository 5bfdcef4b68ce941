"""Frames of speech acts: which verb, in which form, and how it is negated."""

from __future__ import annotations

import pytest

from tocsin.reading.frames import Form, Trigger, find_triggers, frames, inflected
from tocsin.reading.sentences import split


def triggers(text: str) -> tuple[Trigger, ...]:
    return find_triggers(split(text)[0].words)


@pytest.mark.parametrize(
    ("text", "act", "form"),
    [
        ("The US accused China.", "accuse", Form.ACTIVE),
        ("China was accused by the US.", "accuse", Form.PASSIVE),
        ("A statement accusing China", "accuse", Form.GERUND),
        ("It has attributed the attack to Russia.", "attribute", Form.ACTIVE),
        ("It imposed sanctions on six men.", "sanction", Form.ACTIVE),
        ("They laid the blame on Moscow.", "accuse", Form.ACTIVE),
        ("The group claimed responsibility for it.", "admit", Form.ACTIVE),
        ("He was indicted in May.", "charge", Form.PASSIVE),
    ],
)
def test_verbs_are_found_in_their_forms(text: str, act: str, form: Form) -> None:
    assert [(one.frame.act.value, one.form) for one in triggers(text)][:1] == [(act, form)]


@pytest.mark.parametrize(
    ("text", "negation"),
    [
        ("He did not accuse China.", "not"),
        ("He declined to blame China.", "declined"),
        ("He stopped short of blaming China.", "declined"),
        ("He accused China.", None),
    ],
)
def test_negation_and_refusal_are_kept_apart(text: str, negation: str | None) -> None:
    assert triggers(text)[-1].negation == negation


def test_a_noun_is_no_verb() -> None:
    assert [one.frame.act.value for one in triggers("the charge and the sanctions of the report")] == []


def test_every_frame_has_a_known_role() -> None:
    from tocsin.reading.drafts import ROLES

    assert {frame.roles for frame in frames().frames} <= {*ROLES, "say"}


def test_irregular_and_doubled_forms() -> None:
    assert inflected("steal")["stole"] == "past"
    assert inflected("admit")["admitted"] == "past"
    assert inflected("rob")["robbing"] == "ing"
