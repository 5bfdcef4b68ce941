"""Rule files as YAML: what is beyond the bounds is refused before it is built."""

from __future__ import annotations

import time
from typing import Any

import pytest
import yaml

from tocsin.hunting.yaml_documents import Doubled, documents, weigh_detection
from tocsin.model.errors import RuleError

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 8)
)


def test_each_document_comes_with_its_line() -> None:
    assert list(documents(b"# head\na: 1\n---\n\nb: [2]\n")) == [(2, {"a": 1}), (5, {"b": [2]})]


def test_a_value_used_several_times_is_understood() -> None:
    assert list(documents(b"a: &x [1, 2]\nb: *x\n")) == [(1, {"a": [1, 2], "b": [1, 2]})]


@pytest.mark.parametrize("bomb", [LAUGHS, "a: " + "[" * 500 + "]" * 500, "a: &a [*a]\n", "a: [" + "1," * 60_000 + "]"])
def test_a_bomb_is_refused_at_once(bomb: str) -> None:
    began = time.process_time()

    with pytest.raises(RuleError, match=r"nested|values"):
        list(documents(bomb.encode()))

    assert time.process_time() - began < 3


def test_a_nesting_the_parser_itself_may_refuse_is_refused() -> None:
    with pytest.raises((RuleError, yaml.YAMLError), match="nest"):  # newer libyaml has a bound itself
        list(documents(b"a: " + b"[" * 5000 + b"]" * 5000))


@pytest.mark.parametrize("broken", [b"a: [1", b"a: \xff\xfe", b"a: !!python/object/apply:os.system [x]", b"\x00"])
def test_what_is_no_yaml_is_an_error_of_the_parser(broken: bytes) -> None:
    with pytest.raises((yaml.YAMLError, UnicodeDecodeError)):
        list(documents(broken))


@pytest.mark.parametrize(
    "detection",
    [
        {"s": {"F|windash|contains": ["-a -b -c"] * 500}, "condition": "s"},
        {"s": {"F|base64offset": ["a"] * 20_000}, "condition": "s"},
        {"s": {"F": ["a"] * 10_000}, "condition": " or ".join(["s"] * 3_000)},
    ],
)
def test_a_rule_that_would_grow_beyond_bounds_is_refused(detection: Any) -> None:
    with pytest.raises(RuleError):
        weigh_detection(detection)


def test_a_rule_with_thousands_of_values_is_fine() -> None:
    weigh_detection({"s": {"F|contains": [str(number) for number in range(10_000)]}, "condition": "s"})


def test_a_whole_number_remembers_how_it_was_written() -> None:
    ((_, document),) = documents(b"[0x1F, 007, 12, 1_000]")

    assert document == [31, 7, 12, 1000]
    assert [str(number) for number in document] == ["0x1F", "007", "12", "1_000"]


def test_a_key_given_twice_is_told_and_other_documents_are_read() -> None:
    found = list(documents(b"a: 1\n---\ns:\n  - b: 1\n    b: 2\n---\nc: &x {d: 1}\ne: *x\n1: a\n'1': b\n"))

    assert found == [(1, {"a": 1}), (3, Doubled("b", 5)), (7, {"c": {"d": 1}, "e": {"d": 1}, 1: "a", "1": "b"})]
