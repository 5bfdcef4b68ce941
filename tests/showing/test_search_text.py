"""Found events as text: inert, in their lines, the places marked."""

from __future__ import annotations

from tocsin.hunting.searching import search_rule
from tocsin.model.hits import Hit, Place
from tocsin.model.logs import LogSource
from tocsin.model.rules import RuleInfo
from tocsin.showing.search_text import SHOWN, search_text
from tocsin.showing.terminal import Style


def hit(**event: object) -> Hit:
    return Hit(
        time=None,
        host="\x1b[2Jhost",
        rule=RuleInfo(id="search", title="x", level="informational"),
        source=Place(path="a\nb", record=7, offset=0),
        logsource=LogSource(),
        event=event,  # type: ignore[arg-type]
    )


def test_lines_are_inert_and_marked() -> None:
    condition = search_rule(["evil"]).rules[0].condition
    lines = list(
        search_text(
            [hit(Image="x\x1bEVIL.exe", EventID=1, Other="good", Many=("a", "evil"))],
            condition,
            1,
            Style(80, False, False),
        )
    )
    assert not any(sign in "".join(lines) for sign in "\x1b\n")
    assert "«EVIL»" in lines[1]
    assert any(line.strip().startswith("Many: «evil»") for line in lines)
    assert not any("good" in line for line in lines)
    assert lines[-1] == "1 event found."


def test_a_long_list_is_cut_unless_all_are_asked_for() -> None:
    condition = search_rule(["x"]).rules[0].condition
    hits = [hit(A="x")] * (SHOWN + 2)
    assert "2 more events" in list(search_text(hits, condition, len(hits), Style(80, False, False)))[-2]
    assert len(list(search_text(hits, condition, len(hits), Style(80, False, True)))) == 2 * len(hits) + 1
