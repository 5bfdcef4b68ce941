"""Which fields are read of which events: those that some rule looks at there, and no fewer."""

from __future__ import annotations

from tocsin.hunting.atoms import AnyRun, Literal, Text
from tocsin.hunting.conditions import Test
from tocsin.hunting.plan import compile_plan
from tocsin.hunting.wanted import FieldsOfKinds
from tocsin.model.logs import LogSource

from tests.hunting.rulebook import rule_of, set_of

SYSMON = ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon")
CREATION = LogSource(product="windows", category="process_creation")
SECURITY = LogSource(product="windows", service="security")
EVERYTHING = LogSource(product="windows")


def asks(field: str | None, source: LogSource, name: str):
    return rule_of(Test(Text(field, (AnyRun(), Literal("mimikatz"), AnyRun()))), source, name)


def test_fields_are_those_of_the_rules_that_mean_the_kind_of_event() -> None:
    rules = set_of(asks("Image", CREATION, "1"), asks("SubjectUserName", SECURITY, "2"), asks("Any", EVERYTHING, "3"))
    of_kind = FieldsOfKinds(compile_plan(rules), raw=True, more={"More"})

    assert of_kind(*SYSMON, 1) == {"Image", "Any", "More"}
    assert of_kind(*SYSMON, 7) == {"Any", "More"}
    assert of_kind("SECURITY", "Microsoft-Windows-Security-Auditing", 4688) == {
        "NewProcessName",
        "SubjectUserName",
        "Any",
        "More",
    }
    assert of_kind(None, None, None) == {"Any", "More"}


def test_keywords_in_every_event_need_every_field_unless_raw_bytes_are_searched() -> None:
    plan = compile_plan(set_of(asks(None, EVERYTHING, "1"), asks("Image", CREATION, "2")))

    assert FieldsOfKinds(plan, raw=False)(*SYSMON, 7) is None
    assert FieldsOfKinds(plan, raw=True)(*SYSMON, 7) == frozenset()
    assert FieldsOfKinds(plan, raw=True)(*SYSMON, 1) == {"Image"}
