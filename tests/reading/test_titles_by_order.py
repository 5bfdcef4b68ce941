"""Whose official a person is, by the order of words."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize("title", ["minister for information technology", "secretary for trade and industry"])
def test_a_title_before_a_name_tells_his_state(title: str) -> None:
    text = f"India's {title}, Robert Lee, denied that the government had used the spyware to watch journalists."
    (claim,) = read(text)
    assert claim.speaker_ids == claim.accused_ids == ("IN",)
