"""Connect Secure: native lines and WELF say the same."""

from __future__ import annotations

from tocsin.collecting.formats.ivanti_vpn import FORMAT

from tests.collecting.reading import events_and_rejections
from tests.collecting.samples_appliances import IVANTI

WELF = (
    b'<134>2021-03-02T07:00:00Z vpn1 id=firewall time="2021-03-02 07:00:00" pri=6 fw=192.0.2.9 vpn=ive user=anna'
    b' realm="Users" roles="Staff" proto= src=203.0.113.9 dst= type=vpn op= result= agent=""'
    b' msg="AUT24326: Primary authentication successful for anna/LDAP from 203.0.113.9"\n'
)


def test_native_lines_and_welf_have_the_same_names() -> None:
    events, rejected = events_and_rejections(FORMAT, IVANTI)
    (welf,), lost = events_and_rejections(FORMAT, WELF)
    assert (rejected, lost) == ([], [])
    names = ("user", "src_ip", "msgid", "message", "realm", "node", "_time")
    assert [welf[name] for name in names] == [events[0][name] for name in names]
    assert (events[1]["user"], events[1].get("msgid"), events[2]["_log"]) == ("System", None, "syslog")


def test_half_a_record_of_welf_is_kept_or_rejected() -> None:
    events, rejected = events_and_rejections(FORMAT, WELF + WELF[:60] + b"\nid=fire\n")
    assert [event["_log"] for event in events] == ["vpn", "syslog"]
    assert [one.offset for one in rejected] == [len(WELF) + 61]


def test_a_line_that_is_none_is_rejected_with_its_place() -> None:
    events, rejected = events_and_rejections(FORMAT, IVANTI + b"\xff half a li\n" + IVANTI)
    whole, _ = events_and_rejections(FORMAT, IVANTI)
    assert len(events) == 2 * len(whole)
    assert [one.offset for one in rejected] == [len(IVANTI)]
