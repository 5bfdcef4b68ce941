"""Identifiers of whole advisories: exactly those they give."""

from __future__ import annotations

import re
from collections.abc import Callable

from tocsin.model.report import Document, MentionKind
from tocsin.reading.documents import open_document
from tocsin.reading.identifiers import find_identifiers

from tests.material import DATA, needs_data

Make = Callable[..., Document]
DOCUMENTS = DATA / "documents"


def test_groups_and_software_by_id_are_mentions(document: Make) -> None:
    found = find_identifiers(
        document("APT40 [G0065] used China Chopper [S0020] and Cobalt Strike [S0154]; G20, S3, M365.")
    )
    assert [(m.id, m.kind) for m in found.mentions] == [
        ("G0065", MentionKind.INTRUSION_SET),
        ("S0020", MentionKind.MALWARE),
        ("S0154", MentionKind.MALWARE),
    ]


def test_an_unknown_id_is_objected_to_only_where_attack_is_cited(document: Make) -> None:
    cites = "[T1190] [T1505.003] [T1078] [S9999]"
    assert [p.suggestion for p in find_identifiers(document(cites)).problems] == [None]
    assert find_identifiers(document("model [S9999]")).problems == ()


@needs_data
def test_the_joint_advisory_gives_its_68_techniques_and_nothing_else() -> None:
    read = open_document(DOCUMENTS / "AA21-200B.txt")
    found = find_identifiers(read)
    printed = set(re.findall(r"\bT1\d{3}(?:\.\d{3})?\b", read.text))
    assert {m.id for m in found.techniques} == printed
    assert len(printed) == 68
    assert {(m.basis, m.status) for m in found.techniques} == {("identifier", "current")}
    assert [(p.suggestion, read.text[p.start : p.end]) for p in found.problems] == [("D3-PSA", "D3-SPA")]
    assert {v.id for v in found.vulnerabilities} == {"CVE-2019-11510", "CVE-2019-19781", "CVE-2020-5902"}


@needs_data
def test_the_apt40_advisory_and_its_wrong_ids() -> None:
    read = open_document(DOCUMENTS / "AA21-200A.txt")
    found = find_identifiers(read)
    wrong = {m.id: m.status for m in found.techniques if m.status != "current"}
    assert len({m.id for m in found.techniques if m.status == "current"}) == 27
    assert wrong == {"TA1505.003": "malformed", "1585.001": "malformed", "T1532": "other-domain"}
    assert {p.suggestion for p in found.problems} == {"T1505.003", "T1585.001", "T1560"}
    assert found.vulnerabilities == ()


@needs_data
def test_the_exchange_advisory_names_four_vulnerabilities_and_no_technique() -> None:
    found = find_identifiers(open_document(DOCUMENTS / "AA21-062A.pdf"))
    assert {v.id for v in found.vulnerabilities} == {f"CVE-2021-{n}" for n in (26855, 26857, 26858, 27065)}
    assert all(v.known_exploited for v in found.vulnerabilities)
    assert found.techniques == ()
