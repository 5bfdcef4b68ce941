"""CVE ids: every way of writing them, short lists, numbers that cannot be."""

from __future__ import annotations

import pytest

from tocsin.reading.cve_ids import find_cves


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("CVE-2021-26855", ["CVE-2021-26855"]),
        ("cve-2021-26855.", ["CVE-2021-26855"]),
        ("CVE 2021-26855", ["CVE-2021-26855"]),
        ("CVE‑2021–26855", ["CVE-2021-26855"]),
        ("CVE-2021-\n26855", ["CVE-2021-26855"]),
        (
            "CVE-2021-26855, -26857, -26858, and -27065",
            ["CVE-2021-26855", "CVE-2021-26857", "CVE-2021-26858", "CVE-2021-27065"],
        ),
        ("CVE-2021-26855 and CVE-2021-26857", ["CVE-2021-26855", "CVE-2021-26857"]),
        ("CVE-2021-XXXX", []),
        ("the CVE of 2021", []),
        ("XCVE-2021-26855", []),
    ],
)
def test_ids(text: str, ids: list[str]) -> None:
    found, problems = find_cves(text)
    assert [v.id for v in found] == ids
    assert all(text[v.start : v.end].endswith(v.id[-5:]) for v in found)
    assert problems == ()


def test_known_exploited_is_said() -> None:
    found, _ = find_cves("CVE-2021-26855 CVE-2021-99999")
    assert [v.known_exploited for v in found] == [True, False]


def test_a_number_too_short_is_a_problem() -> None:
    found, (problem,) = find_cves("CVE-2021-123")
    assert found == ()
    assert problem.suggestion == "CVE-2021-0123"
