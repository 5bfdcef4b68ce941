"""Who repeats whom as a drawing: origins left, each party once, and the same in words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tocsin.library.relays import Relay
from tocsin.serving.relay_drawing import _columns, relay_drawing


def relay(repeater: str, speaker: str, kind: str = "relays", reports: int = 1) -> Relay:
    return Relay(
        repeater=repeater, repeater_key=repeater, speaker=speaker, speaker_key=speaker, kind=kind, reports=reports
    )


def test_nobody_repeats_nobody() -> None:
    assert relay_drawing(()) == ""


def test_origins_stand_left_of_those_who_repeat() -> None:
    found = (relay("paper", "state"), relay("blog", "paper"), relay("alliance", "state", "endorses"))
    assert _columns(found) == {"state": 0, "paper": 1, "alliance": 1, "blog": 2}
    drawn = relay_drawing(found)
    assert drawn.count('class="origin"') == 1
    assert drawn.count('class="repeater"') == 2
    assert "alliance</bdi> acknowledges or supports <bdi>state" in drawn


PARTY = st.sampled_from(["a", "b", "c", "d", "<script>", "\u202ex", "", "x" * 300])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.builds(relay, PARTY, PARTY, st.sampled_from(["relays", "endorses"]), st.integers(1, 99)), min_size=1)
)
def test_any_relays_are_drawn_whole_each_party_once(found: list[Relay]) -> None:
    drawn = relay_drawing(found)
    tree = etree.fromstring(f"<div>{drawn.replace('&nbsp;', ' ')}</div>")
    parties = {key for one in found for key in (one.speaker_key, one.repeater_key)}
    assert len(tree.findall(".//rect")) == len(parties)
    assert len(tree.findall(".//path")) == sum(one.speaker_key != one.repeater_key for one in found)
    assert len(tree.findall(".//li")) == len(found)
    assert tree.find(".//script") is None
