"""Code and lists of paths are no prose; a sentence that gives an address is."""

import pytest

from tocsin.reading.no_prose import is_no_prose
from tocsin.reading.sentences import split


@pytest.mark.parametrize(
    ("text", "is_none"),
    [
        ('$a = "x" /* the group */ condition: all of ($s*) and filesize < 1KB }', True),
        (r"Look in the folders \inetpub\wwwroot\a\b, \owa\auth\c and \ecp\auth\d_e.", True),
        ("The ministry blamed the group: https://www.example.org/news/2021/03/statement.", False),
        ("The bank lost $3m, 40% of it in bitcoin; the police blamed the group.", False),
    ],
)
def test_marks_tell(text: str, *, is_none: bool) -> None:
    """By how many marks of code it has."""
    assert is_no_prose([word for one in split(text) for word in one.words]) is is_none
