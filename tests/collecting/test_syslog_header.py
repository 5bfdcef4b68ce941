"""Syslog headers: every form in use, and lines that have none."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tocsin.collecting.syslog_header import named, stripped, tagged, without_header


def parts(line: str) -> dict[str, str]:
    found = stripped(pa.array([line]))
    names = ("priority", "time", "host", "program", "pid", "msgid", "structured", "rest")
    said = {name: getattr(found, name).to_pylist()[0] for name in names}
    return {name: value for name, value in said.items() if value is not None}


@pytest.mark.parametrize(
    ("line", "time", "host", "rest"),
    [
        ("Mar  2 07:00:00 web1 sshd[8]: x", "Mar  2 07:00:00", "web1", "sshd[8]: x"),
        ("Mar 12 07:00:00.123456 web1 sshd[8]: x", "Mar 12 07:00:00.123456", "web1", "sshd[8]: x"),
        ("<86>Mar  2 07:00:00 192.0.2.7 su: x", "Mar  2 07:00:00", "192.0.2.7", "su: x"),
        ("Mar  2 2021 07:00:00 fw1 : %ASA-6-1: x", "Mar  2 2021 07:00:00", "fw1", "%ASA-6-1: x"),
        ("<166>Mar 02 2021 07:00:00: %ASA-6-1: x", "Mar 02 2021 07:00:00", None, "%ASA-6-1: x"),
        ("Mar  2 07:00:00 sshd[8]: x", "Mar  2 07:00:00", None, "sshd[8]: x"),
        ("Mar  2 07:00:00 kernel: x", "Mar  2 07:00:00", None, "kernel: x"),
        ("2021-03-02T07:00:00.5+01:00 web1 CRON[1]: x", "2021-03-02T07:00:00.5+01:00", "web1", "CRON[1]: x"),
        ("2021-03-02 07:00:00 2001:db8::7 a: x", "2021-03-02 07:00:00", "2001:db8::7", "a: x"),
        ("<189>date=2021-03-02 time=07:00:00", None, None, "date=2021-03-02 time=07:00:00"),
        ("<14>1 2021-03-02T07:00:00Z fw1 - - - - CEF:0|a", "2021-03-02T07:00:00Z", "fw1", "CEF:0|a"),
        ("Mar  2 07:00:00 web1", "Mar  2 07:00:00", "web1", None),
        (
            "Mar  2 07:00:00 web1 last message repeated 3 times",
            "Mar  2 07:00:00",
            "web1",
            "last message repeated 3 times",
        ),
        ("2021-03-02 is a day", None, None, "2021-03-02 is a day"),
        ("<34 no", None, None, "<34 no"),
        ("", None, None, ""),
    ],
)
def test_a_header_is_taken_off(line: str, time: str | None, host: str | None, rest: str | None) -> None:
    found = parts(line)
    assert (found.get("time"), found.get("host"), found.get("rest") or None) == (time, host, rest or None)
    assert bool(stripped(pa.array([line])).headed[0]) is (time is not None)


def test_a_header_of_rfc_5424_has_more() -> None:
    found = parts('52 <165>1 2021-03-02T07:00:00.003Z web1 app 812 ID47 [x@1 a="1\\"]"][y b="2"] \ufeffwords [no] more')
    assert found == {
        "priority": "165",
        "time": "2021-03-02T07:00:00.003Z",
        "host": "web1",
        "program": "app",
        "pid": "812",
        "msgid": "ID47",
        "structured": '[x@1 a="1\\"]"][y b="2"]',
        "rest": "words [no] more",
    }


def test_lines_of_different_forms_stand_in_one_column() -> None:
    found = stripped(pa.array(["x", "Mar  2 07:00:00 a b: c", "<13>1 - - - - - - d", None]))
    assert found.rest.to_pylist() == ["x", "b: c", "d", None]
    assert found.headed.tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    ("rest", "program", "pid", "message"),
    [
        ("sshd[812]: Accepted publickey", "sshd", "812", "Accepted publickey"),
        ("(systemd)[1]: x: y", "(systemd)", "1", "x: y"),
        ("sudo:    alice : TTY=pts/0", "sudo", None, "   alice : TTY=pts/0"),
        ("kernel[0] <Debug>: x", "kernel", "0", "x"),
        ("auth.info sshd[5]: x", "sshd", "5", "x"),
        ("su:", "su", None, ""),
        ("last message repeated 3 times", None, None, "last message repeated 3 times"),
        ("%ASA-6-302013: Built", None, None, "%ASA-6-302013: Built"),
    ],
)
def test_a_tag_is_taken_off(rest: str, program: str | None, pid: str | None, message: str) -> None:
    found = {name: column.to_pylist()[0] for name, column in tagged(pa.array([rest])).items()}
    assert (found["program"], found["pid"], found["message"]) == (program, pid, message)


def test_a_priority_is_facility_and_severity() -> None:
    facility, severity = named(pa.array(["0", "191", "192", "86"]))
    assert facility.to_pylist() == ["kern", "local7", None, "authpriv"]
    assert severity.to_pylist() == ["emerg", "debug", None, "info"]


def test_one_line_alone() -> None:
    assert without_header(b"<134>Mar  2 07:00:00 lb1 haproxy[7]: x") == b"haproxy[7]: x"
    assert without_header(b"\xff") == "\ufffd".encode()


def test_a_hostile_line_costs_no_more_than_its_length() -> None:
    line = '<1>1 a a a a a [x a="' + "\\" * 200_000 + "]" * 200_000
    assert parts(line)["rest"] == '1 a a a a a [x a="' + line[21:]
