"""Announcements in lines and as an e-mail: what changed first, everything inert, also in headers."""

from __future__ import annotations

import email
import email.policy

from tocsin.library.rounds import Announcement
from tocsin.library.verdicts import Change
from tocsin.showing.watch_text import announcement_lines, mail

EVIL = "a\x1b[2J\r\nBcc: everybody@example.org\u202e"


def announcement(**more: object) -> Announcement:
    change = Change(behaviour="x", name=EVIL, host=EVIL, was="not seen", now="seen", stage=None, explanation="")
    told = {
        "report": 1, "title": EVIL, "verdict": 2, "evidence": EVIL, "why": "new version",
        "was": "not seen", "now": "seen", "statement": "Seen.", "changes": (change,) * 20,
    }  # fmt: skip
    return Announcement(**(told | more))  # type: ignore[arg-type]


def test_lines() -> None:
    lines = list(announcement_lines([announcement()], 60))
    assert max(map(len, lines)) <= 60
    assert "new version: seen, was not seen" in lines[1] + lines[2]
    assert any("and 8 more: 8 seen (--verbose)" in line for line in lines)
    assert len(list(announcement_lines([announcement()], 60, verbose=True))) > len(lines)
    assert not [line for line in lines if "\x1b" in line or "\u202e" in line or "\n" in line]


def test_a_mail() -> None:
    data = mail([announcement(), announcement()], to=EVIL, now="2021-07-20T08:00:00Z")
    read = email.message_from_bytes(data, policy=email.policy.default)
    assert read["Subject"].startswith("tocsin: seen: a")
    assert read["Subject"].endswith("and 1 more")
    assert read["Bcc"] is None
    assert read["Date"].datetime.isoformat() == "2021-07-20T08:00:00+00:00"
    assert "not seen -> seen" in read.get_content()
    assert b"\x1b" not in data
