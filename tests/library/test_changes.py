"""What a version added and took away, and what must be checked again."""

from __future__ import annotations

from tocsin.library.changes import changes

from tests.library.reports import claim, report


def test_what_changed() -> None:
    earlier = report("A", claim(1, "us", "accuse", "cn"), addresses=("192.0.2.1", "192.0.2.2"))
    later = report(
        "A", claim(1, "us", "accuse", "cn"), claim(2, "uk", "accuse", "mss"), addresses=("192.0.2.2", "192.0.2.3")
    )
    found = changes(earlier, later, ("1", "2"))
    assert {(one.kind, one.value) for one in found.added} == {
        ("claim", "uk: accuse mss"),
        ("indicator:ipv4-addr", "192.0.2.3"),
        ("behaviour", "indicator:ipv4-addr:192.0.2.3"),
    }
    assert {(one.kind, one.value) for one in found.removed} == {
        ("indicator:ipv4-addr", "192.0.2.1"),
        ("behaviour", "indicator:ipv4-addr:192.0.2.1"),
    }
    assert found.to_check() == ("indicator:ipv4-addr:192.0.2.3",)
    assert changes(later, later, ("1", "1")).added == ()
