"""Culprits by the order of words."""

from benchmarks.read_claims import read


def test_who_stands_before_a_deed_did_it() -> None:
    text = "Group-IB reckons the same three men, all of them in Minsk, were also behind the hacks of banks."
    assert [(one.speakers, one.accused) for one in read(text)] == [(("Group-IB",), ("same three men",))]


def test_what_is_only_assumed_names_no_culprit() -> None:
    assert read('"A lot of people assumed Israel was behind it,", said Itay Levi, who leads research.') == ()
