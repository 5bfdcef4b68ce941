"""Generated detections, from YAML to hits: engine, reference and an evaluator written from the specification agree."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hunting.rulebook import said_of
from tests.hunting.spec_oracle import true_of

FIELDS = ("F", "G", "H")
PIECES = ("a", "B", "ab", "é", "-", " -", "/x", "–", "\\", "*", "?", " ", "1", "7", "\n", "A1")
PLAIN = ("a", "B", "ab", "é", " -", "/x", "\\\\", "1", "A1")
FIXED = ("", "192.0.2.7", "198.51.100.1", "07", "1.50", "2021-03-02T07:30:00Z", "a\nb", "-a /x", "–a ―x")
ENCODED = tuple(
    b64encode(before + text.encode(encoding) + b"!").decode()
    for text in ("ab", "é", "A1")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    for before in (b"", b"x", b"xy")
)
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
plain = st.lists(st.sampled_from(PLAIN), min_size=1, max_size=2).map("".join)
encodable = st.sampled_from(["ab", "é", "A1", "a b"])
numbers = st.integers(-1, 10)
expressions = st.sampled_from(["a", "^a", "b$", "a|B", "A.?", ".b", "[^a]", "^.$", "(ab)+", "\\d{1,2}"])
networks = st.sampled_from(["192.0.2.0/24", "198.51.100.0/24", "0.0.0.0/0"])

CHAINS: list[tuple[str, st.SearchStrategy[Any]]] = [
    *((chain, st.one_of(texts, st.sampled_from(FIXED))) for chain in ("", "all", "neq", "cased", "windash")),
    *((chain, texts) for chain in ("contains", "startswith", "endswith", "contains|all", "contains|cased")),
    *((chain, texts) for chain in ("endswith|neq", "contains|all|neq", "startswith|cased|all", "cased|contains")),
    *((chain, plain) for chain in ("windash|contains", "contains|windash|all", "windash|endswith|cased")),
    *((f"{chain}|contains", encodable) for chain in ("base64offset", "wide|base64offset", "utf16be|base64offset")),
    *(
        (f"{chain}|contains", encodable)
        for chain in ("utf16le|base64", "utf16be|base64", "base64", "utf16|base64offset")
    ),
    *((chain, expressions) for chain in ("re", "re|i", "re|m", "re|i|m|s", "re|all", "re|neq", "re|startswith")),
    *((chain, expressions) for chain in ("endswith|re", "re|i|contains")),
    *((chain, networks) for chain in ("cidr", "cidr|all", "cidr|neq")),
    *((chain, numbers) for chain in ("", "neq", "lt", "lte", "gt", "gte", "gt|neq", "lt|all")),
    *((chain, numbers) for chain in ("hour", "hour|gte", "minute|lt", "month|neq")),
    *((chain, st.sampled_from(FIELDS)) for chain in ("fieldref", "fieldref|neq", "fieldref|startswith")),
    *((chain, st.sampled_from(FIELDS)) for chain in ("fieldref|contains|all", "endswith|fieldref", "fieldref|cased")),
    ("exists", st.booleans()),
    ("", st.none()),
]


@st.composite
def items(draw: st.DrawFn) -> tuple[str, Any]:
    chain, values = draw(st.sampled_from(CHAINS))
    several = draw(st.lists(values, min_size=1, max_size=3))
    key = "|".join(filter(None, (draw(st.sampled_from(FIELDS)), chain)))
    return key, several[0] if len(several) == 1 else several


maps = st.lists(items(), min_size=1, max_size=2).map(dict)
keywords = st.lists(texts, min_size=1, max_size=2)
selections = st.one_of(maps, maps, st.lists(maps, min_size=1, max_size=2), keywords)
conditions = st.sampled_from(
    [
        "s1",
        "s1 and s2",
        "s1 or s2 and _x",
        "not s1",
        "s1 and not (s2 or _x)",
        "1 of s*",
        "all of s*",
        "1 of them",
        "all of them",
        "any of *2",
        "all of _*",
        "not 1 of s* and _x",
        ["s1 and s2", "_x"],
    ]
)
detections = st.fixed_dictionaries({"s1": selections, "s2": selections, "_x": selections, "condition": conditions})
values = st.one_of(texts, st.sampled_from((*FIXED, *ENCODED, *PIECES)))
events = st.lists(
    st.fixed_dictionaries({name: st.one_of(st.none(), values, st.lists(values, max_size=2)) for name in FIELDS}),
    min_size=1,
    max_size=5,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rules")


@settings(derandomize=True, max_examples=60, deadline=None)
@given(detections, events)
def test_a_detection_means_what_the_specification_says(
    folder: Path, detection: dict[str, Any], events: list[dict[str, Any]]
) -> None:
    shaped = [_one_type(events, name) for name in FIELDS]
    given_events = [dict(zip(FIELDS, values, strict=True)) for values in zip(*shaped, strict=True)]

    assert said_of(folder, detection, given_events) == [true_of(detection, event) for event in given_events]


@pytest.mark.parametrize("number", range(len(CHAINS)), ids=[f"{n}-{chain}" for n, (chain, _) in enumerate(CHAINS)])
def test_a_modifier_means_what_the_specification_says_of_values_near_to_what_is_asked(
    folder: Path, number: int
) -> None:
    chain, asked = CHAINS[number]
    key = "|".join(filter(None, ("F", chain)))

    @settings(derandomize=True, max_examples=3, deadline=None, database=None)
    @given(st.lists(asked, min_size=1, max_size=2, unique=True))
    def agree(several: list[Any]) -> None:
        detection = {"s": {key: several[0] if len(several) == 1 else several}, "condition": "s"}
        near = sorted({text for one in several for text in _near(one)})
        events = [{"F": text, "G": near[n - 1], "H": near[n - 2].upper()} for n, text in enumerate(near)]
        events.append({"F": None, "G": "a", "H": "A"})

        assert said_of(folder, detection, events) == [true_of(detection, event) for event in events]

    agree()


def _near(asked: Any) -> list[str]:
    """Return values that meet what is asked, or nearly."""
    if not isinstance(asked, str) or "/" in asked[3:]:
        numbers = [str(asked), "7", "-1", "0.5", "2021-03-02T07:07:00Z", "2021-10-09T10:00:00Z", "192.0.2.7"]
        return [*numbers, *(f"{number}0" for number in numbers), "", "x"]
    plain = asked.replace("\\\\", "\\")
    forms = [asked, plain, *(plain.replace("*", text).replace("?", text or "xx") for text in ("", "x", "\n"))]
    forms += [plain.replace(dash, other) for dash in "-/–" for other in "-/―+"]
    around = [text for form in forms for text in (form, f"x{form}", f"{form}x", form.upper(), form.lower(), form[1:])]
    encoded = [
        b64encode(before + text.encode(encoding) + after).decode()
        for text in {asked, plain}
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-16")
        for before in (b"", b"x", b"xy")
        for after in (b"", b"!")
    ]
    return [*around, *encoded, *(text.swapcase() for text in encoded[:4]), "ab", "aB", "bab", "a\nb", ""]


def _one_type(events: list[dict[str, Any]], name: str) -> list[Any]:
    """Return a field's values as a reader would: lists where any event has several."""
    found = [event[name] for event in events]
    if not any(isinstance(value, list) for value in found):
        return found
    return [[value] if isinstance(value, str) else value for value in found]
