"""Family names that come first."""

import pytest

from tocsin.reading.family_names import family_first
from tocsin.reading.sentences import split


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The court charged Guan Tianfeng. Guan planted malware.", {"Guan": "Guan Tianfeng"}),
        ("The court charged Guan Tianfeng. Tianfeng planted malware, and Guan did.", {}),
        ("The court charged Guan Tianfeng. Guan Bank was hit.", {}),
        ("The court charged Guan Tianfeng. He planted malware.", {}),
    ],
)
def test_a_person_is_called_by_the_first_part_of_his_name(text: str, found: dict[str, str]) -> None:
    assert family_first(split(text), {"Tianfeng": "Guan Tianfeng"}) == found
