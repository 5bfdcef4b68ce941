"""Processing pipelines: what each step makes of a rule, and every way in which a pipeline can be broken."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tocsin.collecting import collect
from tocsin.hunting import hunt
from tocsin.hunting.pipelines import load_pipelines
from tocsin.hunting.rules import RuleSet, load_rules
from tocsin.model.errors import RuleError

from tests.hunting.recordings import recording
from tests.hunting.rulebook import batch_of, by_reference, rows_of, text_of

WINDOWS = [{"type": "logsource", "product": "windows"}]


def pipeline(folder: Path, *steps: dict[str, Any], name: str = "p.yml", **keys: Any) -> Path:
    (folder / name).write_text(yaml.safe_dump({"transformations": list(steps), **keys}), encoding="utf-8")
    return folder / name


def read(folder: Path, detection: Any, paths: Sequence[Path], **keys: Any) -> RuleSet:
    (folder / "rule.yml").write_text(text_of(detection, **keys), encoding="utf-8")
    return load_rules([folder / "rule.yml"], packs=False, pipelines=load_pipelines(paths))


def fires(rules: RuleSet, event: dict[str, Any], log: str = "Security") -> bool:
    assert not rules.unusable, rules.unusable
    batch = batch_of([event], log=log)
    assert rows_of(rules, batch) == by_reference(rules, batch)
    return bool(rows_of(rules, batch))


CMD = {"s": {"cmd|contains": "x"}}


@pytest.mark.parametrize(
    ("steps", "keys", "detection", "true_of", "false_of"),
    [
        ([{"type": "field_name_mapping", "mapping": {"cmd": "C"}}], {}, CMD, {"C": "axb"}, {"cmd": "x"}),
        ([{"type": "field_name_mapping", "mapping": {"cmd": ["C", "D"]}}], {}, CMD, {"D": "x"}, {"E": "x"}),
        ([{"type": "field_name_prefix_mapping", "mapping": {"win.": ""}}], {}, {"s": {"win.A": 1}}, {"A": 1}, {"a": 1}),
        ([{"type": "field_name_prefix", "prefix": "data."}], {}, CMD, {"data.cmd": "x"}, {"cmd": "x"}),
        ([{"type": "field_name_suffix", "suffix": ".text"}], {}, CMD, {"cmd.text": "x"}, {"cmd": "x"}),
        (
            [{"type": "field_name_mapping", "mapping": {"a": "A"}}],
            {},
            {"s": {"b|fieldref": "a"}},
            {"A": "1", "b": "1"},
            {"A": "2", "b": "1"},
        ),
        (
            [{"type": "add_condition", "conditions": {"T": "prod", "L": [1, 2]}}],
            {},
            {"s": {"A": 1}, "f": {"A": 2}, "condition": "1 of s or f"},
            {"A": 2, "T": "prod", "L": 2},
            {"A": 2, "T": "test", "L": 2},
        ),
        (
            [{"type": "add_condition", "conditions": {"T": "$product"}, "template": True, "negated": True}],
            {},
            {"s": {"A": 1}},
            {"A": 1, "T": "linux"},
            {"A": 1, "T": "windows"},
        ),
        (
            [{"type": "value_placeholders"}],
            {"vars": {"N": ["b", "c*"]}},
            {"s": {"A|expand": "%N%"}},
            {"A": "cc"},
            {"A": "%N%"},
        ),
        (
            [{"type": "value_placeholders"}],
            {"vars": {"N": "192.0.2.0/24"}},
            {"s": {"A|cidr|expand": "%N%"}},
            {"A": "192.0.2.9"},
            {"A": "192.0.3.9"},
        ),
        ([{"type": "wildcard_placeholders"}], {}, {"s": {"A|expand": "a%N%z"}}, {"A": "abcz"}, {"A": "abc"}),
        (
            [{"type": "drop_detection_item", "field_name_conditions": [{"type": "include_fields", "fields": ["B"]}]}],
            {},
            {"s": {"A": 1, "B": 2}, "f": {"B": 3}, "condition": "s and not f"},
            {"A": 1},
            {"A": 2},
        ),
        (
            [{"type": "replace_string", "regex": "^/x/", "replacement": "/y/"}],
            {},
            {"s": {"A": "/x/a"}},
            {"A": "/y/a"},
            {"A": "/x/a"},
        ),
        (
            [{"type": "map_string", "mapping": {"old": ["n1", "n2"]}}],
            {},
            {"s": {"A": "old"}},
            {"A": "n2"},
            {"A": "old"},
        ),
        ([{"type": "convert_type", "target_type": "num"}], {}, {"s": {"A": "7"}}, {"A": "007"}, {"A": "8"}),
        ([{"type": "convert_type", "target_type": "str"}], {}, {"s": {"A": 7}}, {"A": "7"}, {"A": "007"}),
        ([{"type": "set_value", "value": "v"}], {}, {"s": {"A": "x"}}, {"A": "v"}, {"A": "x"}),
        ([{"type": "regex"}], {}, {"s": {"A": "ab"}}, {"A": "AB"}, {"A": "c"}),
        ([{"type": "field_name_mapping", "mapping": {None: "M"}}], {}, {"k": ["x"]}, {"M": "axb"}, {"N": "axb"}),
        (
            [{"type": "hashes_fields", "valid_hash_algos": ["MD5"], "field_prefix": "F"}],
            {},
            {"s": {"Hashes|contains": "MD5=0cc175b9c0f1b6a831c399e269772661"}},
            {"FMD5": "0cc175b9c0f1b6a831c399e269772661"},
            {"Hashes": "MD5=0cc175b9c0f1b6a831c399e269772661"},
        ),
        (
            [
                {"type": "set_state", "key": "k", "val": 1},
                {
                    "type": "field_name_mapping",
                    "mapping": {"cmd": "C"},
                    "rule_conditions": [{"type": "processing_state", "key": "k", "val": 1}],
                },
            ],
            {},
            CMD,
            {"C": "x"},
            {"cmd": "x"},
        ),
        (
            [{"type": "nest", "items": [{"type": "field_name_mapping", "mapping": {"cmd": "C"}}]}],
            {},
            CMD,
            {"C": "x"},
            {"cmd": "x"},
        ),
        (
            [
                {
                    "type": "field_name_mapping",
                    "mapping": {"cmd": "C"},
                    "rule_conditions": {"w": WINDOWS[0], "l": {"type": "logsource", "product": "linux"}},
                    "rule_cond_expr": "l and not w",
                }
            ],
            {},
            CMD,
            {"cmd": "x"},
            {"C": "x"},
        ),
    ],
)
def test_what_a_step_makes_of_a_rule(
    tmp_path: Path,
    steps: list[dict[str, Any]],
    keys: dict[str, Any],
    detection: Any,
    true_of: dict[str, Any],
    false_of: dict[str, Any],
) -> None:
    rules = read(tmp_path, detection, [pipeline(tmp_path, *steps, **keys)])

    assert fires(rules, true_of)
    assert not fires(rules, false_of)


def test_a_pipeline_can_say_that_a_rule_is_about_another_log(tmp_path: Path) -> None:
    step = {"type": "change_logsource", "product": "windows", "service": "system"}
    rules = read(tmp_path, {"s": {"A": 1}}, [pipeline(tmp_path, step)], logsource={"product": "acme"})

    assert rules.rules[0].card.logsource.service == "system"
    assert fires(rules, {"A": 1, "Provider_Name": "x"}, log="System")
    assert not fires(rules, {"A": 1}, log="Security")


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"type": "rule_failure", "message": "not in this house"}, "not in this house"),
        ({"type": "detection_item_failure", "message": "no such value"}, "no such value"),
        ({"type": "strict_field_mapping_failure"}, "not mapped: A"),
        ({"type": "query_expression_placeholders", "expression": "{field} in {id}"}, "there is no query here"),
        ({"type": "value_placeholders"}, "'N' doesn't exists"),
        ({"type": "drop_detection_item"}, "nothing is left"),
    ],
)
def test_a_rule_that_a_pipeline_refuses_is_listed_with_its_reason(
    tmp_path: Path, step: dict[str, Any], why: str
) -> None:
    rules = read(tmp_path, {"s": {"A|expand": "%N%"}}, [pipeline(tmp_path, step)])

    assert rules.rules == ()
    assert why in rules.unusable[0].why


def test_pipelines_are_applied_by_priority_and_then_as_they_were_given(tmp_path: Path) -> None:
    def step(name: str, to: str) -> dict[str, Any]:
        return {"type": "field_name_mapping", "mapping": {name: to}}

    late = pipeline(tmp_path, step("b", "c"), name="late.yml", priority=50)
    early = pipeline(tmp_path, step("a", "b"), name="early.yml", priority=10)
    last = pipeline(tmp_path, step("c", "d"), name="also-late.yml", priority=50)

    assert fires(read(tmp_path, {"s": {"a": 1}}, [late, early]), {"c": 1})
    assert fires(read(tmp_path, {"s": {"a": 1}}, [late, last, early]), {"d": 1})
    assert fires(read(tmp_path, {"s": {"a": 1}}, [last, late, early]), {"c": 1})


def test_a_taxonomy_that_is_not_known_is_left_to_a_pipeline_that_maps_the_rule(tmp_path: Path) -> None:
    mapping = {"type": "field_name_mapping", "mapping": {"cmd": "CommandLine"}}
    of_acme = {"rule_conditions": [{"type": "rule_attribute", "attribute": "taxonomy", "value": "acme"}]}
    detection = {"s": {"cmd": "x"}}

    assert fires(
        read(tmp_path, detection, [pipeline(tmp_path, mapping | of_acme)], taxonomy="acme"), {"CommandLine": "x"}
    )
    assert "'other' is not known" in (
        read(tmp_path, detection, [pipeline(tmp_path, mapping | of_acme)], taxonomy="other").unusable[0].why
    )


def test_a_pipeline_towards_ecs_leads_back_to_the_logs_own_names(tmp_path: Path) -> None:
    step = {"type": "field_name_mapping", "mapping": {"CommandLine": "process.command_line"}}

    assert fires(read(tmp_path, {"s": {"CommandLine": "x"}}, [pipeline(tmp_path, step)]), {"CommandLine": "x"})


def test_filters_are_mapped_as_rules_are(tmp_path: Path) -> None:
    step = {"type": "field_name_mapping", "mapping": {"who": "User", "cmd": "C"}}
    rule = text_of({"s": {"cmd": "x"}}, name="r")
    ours = {
        "title": "ours",
        "logsource": {"product": "windows"},
        "filter": {"rules": ["r"], "f": {"who": "me"}, "condition": "not f"},
    }
    (tmp_path / "rule.yml").write_text(f"{rule}---\n{yaml.safe_dump(ours)}", encoding="utf-8")
    rules = load_rules([tmp_path / "rule.yml"], packs=False, pipelines=load_pipelines([pipeline(tmp_path, step)]))

    assert fires(rules, {"C": "x", "User": "you"})
    assert not fires(rules, {"C": "x", "User": "me"})


def test_a_correlation_that_a_pipeline_refuses_is_listed(tmp_path: Path) -> None:
    step = {
        "type": "rule_failure",
        "message": "no correlations here",
        "rule_conditions": [{"type": "is_sigma_correlation_rule"}],
    }
    correlation = {"type": "event_count", "rules": ["r"], "timespan": "1m", "condition": {"gte": 2}}
    whole = yaml.safe_dump({"title": "c", "correlation": correlation})
    (tmp_path / "rule.yml").write_text(f"{text_of({'s': {'A': 1}}, name='r')}---\n{whole}", encoding="utf-8")
    rules = load_rules([tmp_path / "rule.yml"], packs=False, pipelines=load_pipelines([pipeline(tmp_path, step)]))

    assert len(rules.rules) == 1
    assert [one.why for one in rules.unusable] == ["no correlations here"]


def test_the_content_of_a_pipeline_is_part_of_what_rules_are_kept_under(tmp_path: Path) -> None:
    one = pipeline(tmp_path, {"type": "field_name_prefix", "prefix": "a."})
    first = read(tmp_path, {"s": {"A": 1}}, [one]).digest
    other = read(tmp_path, {"s": {"A": 1}}, [pipeline(tmp_path, {"type": "field_name_prefix", "prefix": "b."})]).digest

    assert len({first, other, read(tmp_path, {"s": {"A": 1}}, []).digest}) == 3


def test_what_belongs_to_a_query_is_said_in_one_line_and_left_out(tmp_path: Path) -> None:
    path = pipeline(
        tmp_path,
        {"type": "field_name_prefix", "prefix": "a."},
        postprocessing=[{"type": "embed", "prefix": "x"}, {"type": "no such thing"}],
        finalizers=[{"type": "concat"}],
    )

    found = load_pipelines([path])

    assert found is not None
    assert found.notes == (
        f"{path}: left out, as there is no query to change: 2 under 'postprocessing' and 1 under 'finalizers'",
    )


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("a: [", 2, "not YAML"),
        ("- 1", None, "one mapping"),
        ("", None, "one mapping"),
        ("name: x\ntransformations:\n  - type: field_name_mappin\n", 3, "Unknown transformation type"),
        ("transformations:\n  - {id: x}\n", None, "Missing transformation type"),
        ("transformations: {a: b}\n", 1, "is a list of steps"),
        ("transformations: [x]\n", 1, "step 1 of"),
        ("priority: high\n", 1, "no whole number"),
        ("vars: [x]\n", 1, "mapping of names"),
        ("steps: []\n", 1, "Unkown keys"),
        ("transformations: [{type: field_name_mapping}]\n", None, "mapping"),
        ("transformations:\n  - type: replace_string\n    regex: '('\n    replacement: x\n", None, "cannot be used"),
        (
            "transformations:\n  - {type: add_condition, rule_conditions: [{type: planet}]}\n",
            2,
            "Unknown condition type",
        ),
        ("transformations:\n  - {type: field_name_prefix, prefix: x, rule_cond_op: xor}\n", 2, "'and' or 'or'"),
        ("transformations:\n  - {type: command_placeholders, command: [id]}\n", 2, "reaches outside"),
        ("transformations:\n  - {type: http_placeholders, url: 'http://192.0.2.1'}\n", 2, "reaches outside"),
        (
            "transformations:\n  - {type: nest, items: [{type: file_placeholders, path: /etc/passwd}]}\n",
            2,
            "reaches outside",
        ),
        ("transformations: &a [*a]\n", None, "cannot be used"),
        ("vars: {a: " + "[" * 60 + "]" * 60 + "}", None, "nested deeper"),
    ],
)
def test_a_broken_pipeline_is_one_line_that_says_where(tmp_path: Path, text: str, line: int | None, why: str) -> None:
    path = tmp_path / "p.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        load_pipelines([path])

    said = str(caught.value)
    assert why in said
    assert "\n" not in said
    assert said.startswith(f"{path}:{line}:" if line else f"{path}")


def test_a_pipeline_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read"):
        load_pipelines([tmp_path / "absent.yml"])


def test_a_folder_of_pipelines_is_read_by_name_and_an_empty_one_is_one_line(tmp_path: Path) -> None:
    folder = tmp_path / "pipelines"
    folder.mkdir()
    with pytest.raises(RuleError, match="no pipeline"):
        load_pipelines([folder])
    for number, (name, to) in enumerate([("a", "b"), ("b", "c")]):
        pipeline(folder, {"type": "field_name_mapping", "mapping": {name: to}}, name=f"{number}.yml")

    assert fires(read(tmp_path, {"s": {"a": 1}}, [folder]), {"c": 1})


def test_no_pipeline_is_none() -> None:
    assert load_pipelines([]) is None


def test_a_pipeline_that_leads_a_category_to_its_log_as_those_for_sysmon_do(tmp_path: Path) -> None:
    creation = [{"type": "logsource", "category": "process_creation", "product": "windows"}]
    added = {
        "id": "added",
        "type": "add_condition",
        "conditions": {"EventID": 1, "Channel": "Microsoft-Windows-Sysmon/Operational"},
        "rule_conditions": creation,
    }
    source = {"id": "source", "type": "change_logsource", "product": "windows", "service": "sysmon"}
    applied = [{"type": "processing_item_applied", "processing_item_id": "source"}]
    names = {"type": "field_name_mapping", "mapping": {"Program": "Image"}, "rule_conditions": applied}
    path = pipeline(tmp_path, added, source | {"rule_conditions": creation}, names)
    rule = text_of({"s": {"Program|endswith": "cmd.exe"}}, {"product": "windows", "category": "process_creation"})
    (tmp_path / "rule.yml").write_text(rule, encoding="utf-8")
    (tmp_path / "a.evtx").write_bytes(recording("EXCH01", 10))

    rules = load_rules([tmp_path / "rule.yml"], packs=False, pipelines=load_pipelines([path]))

    assert str(rules.rules[0].card.logsource) == "windows/sysmon"
    assert len(hunt(collect([tmp_path / "a.evtx"]), rules, workers=1)) == 5
