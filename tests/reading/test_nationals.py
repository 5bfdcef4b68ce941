"""Persons told by their nationality."""

import pytest

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.nationals import is_person
from tocsin.reading.sentences import split


@pytest.mark.parametrize(
    ("told", "person"),
    [
        (", a British national, was charged.", True),
        (", 42, of Canada, was charged.", True),
        (", a British company, was charged.", False),
        (" was charged.", False),
    ],
)
def test_a_national_is_a_person(told: str, person: bool) -> None:
    mention = Mention(start=0, end=8, text="Kit Wood", kind=MentionKind.ORGANISATION, id=None, name="Kit Wood")
    assert is_person(split(f"Kit Wood{told}")[0], mention) is person
