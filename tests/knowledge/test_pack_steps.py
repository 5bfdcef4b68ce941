"""`steps.yaml` by itself: limits of time and fields of keys (what must hang together is in test_packs.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.knowledge.pack_steps import StepsFile
from tocsin.model.errors import RuleError

IDS = {"one": "id-1", "two": "id-2"}
STEPS = """\
steps:
  - {id: first, name: a, stage: attempted, description: b, rules: [{rule: one, stage: attempted}]}
  - id: second
    name: c
    stage: exploited
    description: d
    rules: [{rule: two, stage: null}]
    joins: [{with: first, by: ["BY"], within: TIME, proves: exploited}]
"""


def read(by: str = "c-ip = ClientIpAddress", time: str = "5s") -> StepsFile:
    return StepsFile(Path("steps.yaml"), STEPS.replace("BY", by).replace("TIME", time), IDS)


@pytest.mark.parametrize(
    ("written", "seconds"), [("0s", 0), ("90s", 90), ("5 m", 300), ("2h", 7_200), ("30d", 2_592_000)]
)
def test_limits_of_time_are_seconds(written: str, seconds: int) -> None:
    assert read(time=written).steps()[1].joins[0].within == seconds


@pytest.mark.parametrize(
    ("written", "this", "that"),
    [
        ("a = b", "a", "b"),
        ("cs(User-Agent)=UserAgent", "cs(User-Agent)", "UserAgent"),
        ("part(cs-uri-query, cafeReqId) = RequestId", "part(cs-uri-query, cafeReqId)", "RequestId"),
        ("name(cs-uri-stem) = name(TargetFilename)", "name(cs-uri-stem)", "name(TargetFilename)"),
        ("S:URL = part(AnchorMailbox,x.y)", "S:URL", "part(AnchorMailbox,x.y)"),
    ],
)
def test_fields_of_a_join_are_kept_as_written(written: str, this: str, that: str) -> None:
    (key,) = read(by=written).steps()[1].joins[0].by

    assert (key.this, key.that) == ((this,), (that,))


@pytest.mark.parametrize("written", ["a =", "= b", "name() = ", "part(a) = b", "a = part(b, c", "name(name(a)) = b"])
def test_what_is_no_field_is_refused(written: str) -> None:
    with pytest.raises(RuleError, match="is no field"):
        read(by=written)


def test_a_rule_that_no_step_names_is_told() -> None:
    assert read().unused() is None
    assert StepsFile(Path("steps.yaml"), STEPS.replace("BY", "a = b").replace("TIME", "1s"), {**IDS, "x": "3"}).unused()
