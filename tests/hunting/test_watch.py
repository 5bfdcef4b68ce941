"""What each rule can watch: in the catalogue, and in the evidence at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting.watch import have_logs, on_catalogue, recorded, watch

from tests.hunting.recordings import case
from tests.hunting.rulebook import load_text, text_of

PROCESS = {"product": "windows", "category": "process_creation"}


@pytest.mark.parametrize(
    ("logsource", "evidence", "logs", "why"),
    [
        (PROCESS, None, ("defender-process", "windows-security", "windows-sysmon"), None),
        (PROCESS, {"windows-sysmon": frozenset({"1"})}, ("windows-sysmon",), None),
        (PROCESS, {"windows-sysmon": frozenset({"3"})}, (), "without any event 1"),
        (PROCESS, {"iis": frozenset({""})}, (), "none of its logs is there"),
        (PROCESS, {}, (), "none of its logs is there"),
        ({"product": "linux", "service": "absent"}, None, (), "no log of the catalogue is linux/absent"),
        ({"product": "windows"}, {"windows-system": frozenset({"1"})}, ("windows-system",), None),
        ({"product": "windows"}, {"iis": frozenset()}, (), "there is none"),
    ],
)
def test_a_rule_watches_the_logs_that_record_what_it_is_about(
    logsource: dict[str, str],
    evidence: dict[str, frozenset[str]] | None,
    logs: tuple[str, ...],
    why: str | None,
    tmp_path: Path,
) -> None:
    (found,) = watch(load_text(tmp_path, text_of({"s": {"Image": "x"}}, logsource)), evidence)

    assert found.logs == logs
    assert (why is None) == (found.why_not is None)
    assert (why or "") in (found.why_not or "")


def test_a_log_that_lacks_a_field_is_not_watched(tmp_path: Path) -> None:
    rules = load_text(tmp_path, text_of({"s": {"OriginalFileName": "x"}}, PROCESS))

    (found,) = watch(rules, {"windows-security": frozenset({"4688"})})

    assert found.logs == ()
    assert "OriginalFileName" in (found.why_not or "")
    fire = {one.log_id: one.can_fire for one in on_catalogue(rules.rules[0])}
    assert (fire["windows-security"], fire["windows-sysmon"]) == (False, True)


def test_evidence_says_which_logs_there_are_and_what_they_recorded(tmp_path: Path) -> None:
    evidence, _ = case(tmp_path)

    assert recorded(collect([evidence]).coverage()) == {"windows-sysmon": frozenset({"1"})}


@pytest.mark.parametrize(
    ("logsource", "evidence", "here"),
    [
        (PROCESS, {"windows-sysmon": frozenset({"1"})}, 1),
        (PROCESS, {"windows-sysmon": frozenset({"3"})}, 0),
        (PROCESS, {"iis": frozenset({""})}, 0),
        ({"product": "windows"}, {"windows-system": frozenset({"7"})}, 1),
        ({"product": "windows"}, {"iis": frozenset({""})}, 0),
        ({"category": "webserver"}, {"iis": frozenset({""})}, 1),
        ({"product": "acme"}, {"iis": frozenset({""})}, 0),
    ],
)
def test_how_many_rules_have_a_log_here_is_quickly_told(
    logsource: dict[str, str], evidence: dict[str, frozenset[str]], here: int, tmp_path: Path
) -> None:
    assert have_logs(load_text(tmp_path, text_of({"s": {"Image": "x"}}, logsource)), evidence) == here
