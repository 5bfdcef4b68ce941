"""A verdict as a JUnit report, for pipelines: a suite for each host, a case for each behaviour.

`seen` and `attempted` fail, `not seen` passes; `partly blind`, `blind` and `not checkable` are skipped with the reason:
what could not be seen has not passed. Source: the JUnit XML form that Jenkins and GitLab read.
"""

from __future__ import annotations

from xml.etree import ElementTree

from tocsin.model.verdict import Finding, Outcome, Verdict
from tocsin.showing.arrange import host_name, label
from tocsin.showing.escape import terminal

NAME, TEXT = 250, 5_000
HITS = 20
FAILED = (Outcome.SEEN, Outcome.ATTEMPTED)


def report(verdict: Verdict) -> bytes:
    """Return the report as XML."""
    by_host: dict[str, list[Finding]] = {}
    for finding in verdict.findings:
        by_host.setdefault(host_name(finding.host), []).append(finding)
    root = ElementTree.Element("testsuites", {"name": f"tocsin: {verdict.outcome.value}", **_counts(verdict.findings)})
    for host, findings in by_host.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": terminal(host, NAME), **_counts(findings)})
        for finding in findings:
            _case(suite, host, finding)
    ElementTree.indent(root, " ")
    return ElementTree.tostring(root, "utf-8", xml_declaration=True) + b"\n"


def _counts(findings: tuple[Finding, ...] | list[Finding]) -> dict[str, str]:
    failed = sum(finding.outcome in FAILED for finding in findings)
    passed = sum(finding.outcome is Outcome.NOT_SEEN for finding in findings)
    return {
        "tests": str(len(findings)),
        "failures": str(failed),
        "errors": "0",
        "skipped": str(len(findings) - failed - passed),
    }


def _case(suite: ElementTree.Element, host: str, finding: Finding) -> None:
    name = terminal(f"{label(finding.behaviour)} [{finding.behaviour.id}]", NAME)
    case = ElementTree.SubElement(suite, "testcase", {"classname": terminal(host, NAME), "name": name, "time": "0"})
    words = terminal(finding.explanation, TEXT)
    if finding.outcome in FAILED:
        failure = ElementTree.SubElement(case, "failure", {"type": finding.outcome.value, "message": words})
        places = [
            f"{hit.time or 'no time'} {hit.rule.title}: {place.path} record {place.record}, byte {place.offset}"
            for hit in finding.hits[:HITS]
            for place in ((hit.source,) if hit.source else hit.events[:5])
        ]
        failure.text = "\n".join(terminal(place, TEXT) for place in places)
    elif finding.outcome is not Outcome.NOT_SEEN:
        ElementTree.SubElement(case, "skipped", {"message": f"{finding.outcome.value}: {words}"})
