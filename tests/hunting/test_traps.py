"""Traps that other engines fell into, each once as a whole hunt: files in, hits out.

Taken from their lists of fixes and their users' reports. What each test says in a line is the trap that is avoided.
"""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.cli.main import run
from tocsin.collecting import collect
from tocsin.hunting import Hits, RuleSet, hunt
from tocsin.hunting.rules import load_rules

from benchmarks.evtx_writer import Event, write_evtx
from tests.hunting.logons import FAILED, WORKED, correlation, event, hits_of, records, write
from tests.hunting.rulebook import START, text_of

SYSMON = "Microsoft-Windows-Sysmon"
CREATION = {"product": "windows", "category": "process_creation"}


def evtx(path: Path, *events: tuple[str, str, int, tuple[tuple[str | None, str], ...]]) -> Path:
    path.write_bytes(
        write_evtx(
            Event(channel, provider, number, START + timedelta(seconds=place), "EXCH01", data)
            for place, (channel, provider, number, data) in enumerate(events)
        )
    )
    return path


def process(image: str) -> tuple[str, str, int, tuple[tuple[str | None, str], ...]]:
    return (f"{SYSMON}/Operational", SYSMON, 1, (("Image", image),))


def rules_of(folder: Path, detection: Any, logsource: dict[str, str] | None = None) -> RuleSet:
    (folder / "rule.yml").write_text(text_of(detection, logsource), encoding="utf-8")
    found = load_rules([folder / "rule.yml"], packs=False)
    assert not found.unusable, found.unusable
    return found


def rows(hits: Hits) -> list[int | None]:
    return [hit.source.record for hit in hits if hit.source is not None]


# correlations


def test_a_count_does_not_add_up_events_further_apart_than_its_timespan(tmp_path: Path) -> None:
    many = correlation("event_count", ["failed"], condition={"gte": 3})

    assert records(hits_of(tmp_path, [event(0), event(30), event(61), event(122)], many)) == []


def test_a_count_is_not_cut_at_full_minutes(tmp_path: Path) -> None:
    many = correlation("event_count", ["failed"], condition={"gte": 3})

    assert records(hits_of(tmp_path, [event(50), event(70), event(110)], many)) == [[1, 2, 3]]


def test_temporal_keeps_groups_apart(tmp_path: Path) -> None:
    both = correlation("temporal", ["failed", "worked"], group_by=["TargetUserName"])

    assert records(hits_of(tmp_path, [event(0, FAILED, "bob"), event(1, WORKED, "eve")], both)) == []


def test_temporal_ordered_looks_at_every_pair_and_not_only_the_first(tmp_path: Path) -> None:
    ordered = correlation("temporal_ordered", ["failed", "worked", "locked"])
    wrong_end = [event(0, FAILED), event(1, 4740), event(2, WORKED)]

    assert records(hits_of(tmp_path, wrong_end, ordered)) == []
    assert records(hits_of(tmp_path, [*wrong_end, event(3, 4740)], ordered)) == [[1, 2, 3, 4]]


def test_a_time_with_an_offset_is_not_taken_as_local(tmp_path: Path) -> None:
    ordered = correlation("temporal_ordered", ["failed", "worked"])
    later_by_the_clock = event(0, FAILED) | {"TimeCreated": "2021-03-02T09:00:00+02:00"}  # 07:00 UTC
    hits = hits_of(tmp_path, [event(5, WORKED), later_by_the_clock], ordered)

    assert records(hits) == [[2, 1]]
    assert [hit.time for hit in hits] == ["2021-03-02T07:00:05Z"]


def test_values_are_counted_per_group_whatever_their_case(tmp_path: Path) -> None:
    many = correlation(
        "value_count", ["failed"], group_by=["Computer"], condition={"gte": 2, "field": "TargetUserName"}
    )

    assert records(hits_of(tmp_path, [event(0, user="bob"), event(1, user="BOB")], many)) == []


# events


@pytest.mark.parametrize("asked", [{"Data": "second"}, {"Data|endswith": "ird"}, {"Data|contains|all": ["fir", "thi"]}])
def test_repeated_unnamed_data_are_not_collapsed(tmp_path: Path, asked: dict[str, Any]) -> None:
    data = ((None, "first"), (None, "second"), (None, "second"), (None, "third"))
    path = evtx(tmp_path / "a.evtx", ("Application", "Acme", 1, data), ("Application", "Acme", 1, ((None, "no"),)))

    hits = hunt(collect([path]), rules_of(tmp_path, {"s": asked}))

    assert rows(hits) == [1]
    assert next(iter(hits)).event["Data"] == ("first", "second", "second", "third")  # type: ignore[index]


def test_an_event_id_means_nothing_without_its_channel_and_provider(tmp_path: Path) -> None:
    defender = "Microsoft-Windows-Windows Defender/Operational"
    path = evtx(
        tmp_path / "a.evtx",
        ("Microsoft-Windows-Wcmsvc/Operational", "Microsoft-Windows-Wcmsvc", 1116, (("Image", "a"),)),
        ("Security", "Microsoft-Windows-Security-Auditing", 1, (("Image", "a"),)),
        ("System", "Microsoft-Windows-Eventlog", 104, (("Image", "a"),)),
        (defender, "Microsoft-Windows-Windows Defender", 1116, (("Image", "a"),)),
        (f"{SYSMON}/Operational", SYSMON, 1, (("Image", "a"),)),
    )

    def found(event_id: int | None, **logsource: str) -> list[int | None]:
        asked: dict[str, Any] = {"Image": "a"} | ({} if event_id is None else {"EventID": event_id})
        return rows(hunt(collect([path]), rules_of(tmp_path, {"s": asked}, {"product": "windows", **logsource})))

    assert found(1116, service="windefend") == [4]
    assert found(None, category="process_creation") == [5]
    assert found(104, service="application") == []
    assert found(1, service="security") == [2]


def test_event_ids_and_channels_that_no_mapping_knows_are_hunted_all_the_same(tmp_path: Path) -> None:
    path = evtx(
        tmp_path / "a.evtx",
        ("Acme/Operational", "Acme", 31337, (("Image", "a"),)),
        ("Security", "Acme", 31337, (("Image", "a"),)),
    )
    detection = {"s": {"EventID": 31337}}

    assert rows(hunt(collect([path]), rules_of(tmp_path, detection))) == [1, 2]
    assert rows(
        hunt(collect([path]), rules_of(tmp_path, detection, {"product": "windows", "service": "security"}))
    ) == [2]


def test_the_first_record_of_a_file_does_not_decide_for_the_others(tmp_path: Path) -> None:
    application = ("Application", "Acme", 1, (("Image", "x"),))
    path = evtx(tmp_path / "forwarded.evtx", application, process("C:\\cmd.exe"), application, process("C:\\cmd.exe"))

    hits = hunt(collect([path]), rules_of(tmp_path, {"s": {"Image|endswith": "cmd.exe"}}, CREATION))

    assert rows(hits) == [2, 4]


def test_an_empty_or_broken_file_hides_nothing_in_the_others(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    (logs / "folder.evtx").mkdir(parents=True)
    (logs / "0-empty.evtx").write_bytes(b"")
    (logs / "1-byte.evtx").write_bytes(b"E")
    whole = evtx(logs / "5-good.evtx", process("C:\\cmd.exe"), process("C:\\cmd.exe")).read_bytes()
    (logs / "9-cut.evtx").write_bytes(whole[:5000])

    hits = hunt(collect([logs]), rules_of(tmp_path, {"s": {"Image|endswith": "cmd.exe"}}, CREATION))

    assert sum(hit.source is not None and hit.source.path.endswith("5-good.evtx") for hit in hits) == 2
    told = {one.path for one in hits.not_read} | {one.path for one in hits.files}
    assert {Path(path).name for path in told} == {"0-empty.evtx", "1-byte.evtx", "5-good.evtx", "9-cut.evtx"}


def test_an_exception_over_a_field_that_is_missing_lets_the_event_through(tmp_path: Path) -> None:
    detection = {"s": {"Image": "a"}, "f": {"ParentImage|contains": "x"}, "condition": "s and not f"}
    path = evtx(tmp_path / "a.evtx", process("a"))

    assert rows(hunt(collect([path]), rules_of(tmp_path, detection, CREATION))) == [1]


def test_a_long_text_is_not_cut_inside_a_character(tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    path = evtx(tmp_path / "a.evtx", process("𐍈é" * 8_000 + "\\cmd.exe"), process("x" + "𐍈é" * 8_000 + "\\cmd.exe"))
    rules_of(tmp_path, {"s": {"Image|endswith": "é\\cmd.exe"}}, CREATION)

    for form in ("text", "jsonl", "timesketch"):
        run(["hunt", str(path), "--rules", str(tmp_path / "rule.yml"), "--format", form, "-v"])
        shown = capsysbinary.readouterr().out.decode("utf-8")
        assert "\ufffd" not in shown
        assert "𐍈" in shown


# the same again


def test_every_run_writes_the_same_bytes_whatever_the_order_and_the_workers(
    tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    files = [evtx(tmp_path / f"{name}.evtx", *[process(f"C:\\{name}\\cmd.exe")] * 20) for name in "bca"]
    rules_of(tmp_path, {"s": {"Image|endswith": "cmd.exe"}}, CREATION)
    shown: set[bytes] = set()
    for order, workers in ((files, 1), (files[::-1], 2), ([files[1], files[2], files[0]], 2)):
        asked = ["hunt", *map(str, order), "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl"]
        assert run([*asked, "--workers", str(workers)]) == 1
        shown.add(capsysbinary.readouterr().out)

    assert len(shown) == 1
    assert shown.pop().count(b"\n") == 60


def test_the_same_file_given_twice_in_any_way_is_hunted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    path = evtx(logs / "a.evtx", process("C:\\cmd.exe"), process("C:\\cmd.exe"))
    (tmp_path / "link.evtx").symlink_to(path)
    (tmp_path / "hard.evtx").hardlink_to(path)
    monkeypatch.chdir(tmp_path)
    rules = rules_of(tmp_path, {"s": {"Image|endswith": "cmd.exe"}}, CREATION)

    for given in (
        [path, path],
        [logs, path],
        [path, logs],
        ["logs/a.evtx", path],
        [logs, "link.evtx"],
        [path, "hard.evtx"],
    ):
        hits = hunt(collect(list(given)), rules)
        assert len(hits) == 2, given
        assert sum(one.events for one in hits.files) == 2


def test_a_copy_of_a_file_counts_once_in_correlations_and_is_shown_with_its_own_place(tmp_path: Path) -> None:
    many = correlation("event_count", ["failed"], condition={"gte": 3}, generate=True)
    logs = tmp_path / "logs"
    logs.mkdir()
    write(logs / "a.jsonl", [event(0), event(1)])
    shutil.copy(logs / "a.jsonl", logs / "copy.jsonl")
    from tests.hunting.logons import rules_of as logon_rules

    hits = hunt(collect([logs]), logon_rules(tmp_path, many))

    assert {hit.rule.title for hit in hits} == {"failed"}
    assert len(hits) == 4


# rules


def test_rules_without_a_log_here_are_listed_and_not_passed_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = evtx(tmp_path / "a.evtx", process("C:\\cmd.exe"))
    rules_of(tmp_path, {"s": {"Image": "a"}}, {"product": "acme", "service": "acme"})

    assert run(["hunt", str(path), "--rules", str(tmp_path / "rule.yml")]) == 0
    assert "are for logs that are here; 'tocsin rules check EVIDENCE'" in " ".join(capsys.readouterr().out.split())
    assert run(["rules", "check", str(path), "--rules", str(tmp_path / "rule.yml"), "-v"]) == 0
    assert "no log of the catalogue is acme/acme" in capsys.readouterr().out


def test_a_hit_says_level_tags_and_which_values_made_the_rule_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = evtx(tmp_path / "a.evtx", process("C:\\cmd.exe"))
    rule = text_of({"s": {"Image|endswith": "\\cmd.exe"}}, CREATION, level="high", tags=["attack.t1059.003"])
    (tmp_path / "rule.yml").write_text(rule, encoding="utf-8")

    run(["hunt", str(path), "--rules", str(tmp_path / "rule.yml"), "--format", "jsonl", "-v"])
    hit = json.loads(capsys.readouterr().out)

    assert (hit["rule"]["level"], hit["rule"]["tags"]) == ("high", ["attack.t1059.003"])
    assert hit["matched"] == [{"field": "Image", "modifier": "endswith", "value": "C:\\cmd.exe"}]


def test_a_key_that_yaml_would_lose_is_told(tmp_path: Path) -> None:
    text = yaml.safe_dump({"title": "t", "logsource": {"product": "windows"}}) + (
        "detection:\n  s:\n    Image|contains: a\n    Image|contains: b\n  condition: s\n"
    )
    (tmp_path / "rule.yml").write_text(text, encoding="utf-8")

    (unusable,) = load_rules([tmp_path / "rule.yml"], packs=False).unusable

    assert "'Image|contains' is given twice" in unusable.why
