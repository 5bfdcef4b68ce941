"""Windows events out of Wazuh: their names large again, what stands beside them kept."""

from __future__ import annotations

from tocsin.collecting.formats.windows_wazuh import event_in, take

from tests.collecting.formats.windows_shapes import NXLOG_LIKE, WAZUH


def test_names_and_neighbours() -> None:
    record, time, fields = take(WAZUH)
    assert (record, time) == ("120871", "2021-03-02T07:00:00.609123Z")
    assert fields["Message"] == "A new process has been created."
    assert (fields["rule.id"], fields["agent.name"]) == ("60103", "ws1")
    assert fields["NewProcessName"] == "C:\\Windows\\System32\\cmd.exe"


def test_other_objects_are_none() -> None:
    assert event_in(NXLOG_LIKE) is None
    assert event_in({"data": {"win": "x"}}) is None
    assert event_in({"data": "x"}) is None
