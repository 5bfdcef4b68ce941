"""LAUREL: the audit log's fields under the same names, parents told."""

from __future__ import annotations

from tocsin.collecting.formats.laurel import FORMAT, plain, recognise

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_text import LAUREL


def test_an_event_has_the_fields_of_the_audit_log() -> None:
    (started, failed), rejected = events_and_rejections(FORMAT, LAUREL)

    assert rejected == []
    assert started["CommandLine"] == "sh -c id x"
    assert started["a0"] == ["55d0", "sh"]
    assert (started["ParentImage"], started["ParentCommandLine"]) == ("/usr/sbin/apache2", "apache2 -k start")
    assert (started["SYSCALL"], started["arch"], started["name"]) == ("execve", "c000003e", "/usr/bin/dash")
    assert (failed["type"], failed["acct"], failed["_host"]) == ("USER_LOGIN", "root", "web1")


def test_other_objects_are_not_taken_for_events() -> None:
    events, rejected = events_and_rejections(FORMAT, LAUREL + b'{"ID": "7"}\n{"ID": {}, "x": []}\n')
    assert (len(events), rejected) == (4, [])
    assert recognise(b'{"ID": "1614668400.123:4567", "x": 1}', "x") == 0


def test_values_as_the_audit_log_has_them() -> None:
    assert (plain("0o755"), plain(True), plain(1.5), plain([1])) == ("755", "true", "1.5", "[1]")
