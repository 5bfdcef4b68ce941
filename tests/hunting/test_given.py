"""What is given with rules reaches correlations: they group by the fields under which a rule's events have them."""

from __future__ import annotations

from pathlib import Path

import yaml

from tocsin.hunting.given import Given
from tocsin.hunting.pipelines import load_pipelines
from tocsin.hunting.rules import load_rules

from tests.hunting.rulebook import text_of

CORRELATION = {
    "title": "many",
    "correlation": {
        "type": "value_count",
        "rules": ["failed"],
        "group-by": ["source.ip", "who"],
        "timespan": "5m",
        "condition": {"gte": 3, "field": "user.name"},
    },
}


def rules_in(folder: Path) -> Path:
    failed = text_of({"s": {"event.code": 4625}}, {"product": "windows", "service": "security"}, name="failed")
    (folder / "rules.yml").write_text(f"{failed}---\n{yaml.safe_dump(CORRELATION)}", encoding="utf-8")
    return folder / "rules.yml"


def test_a_correlation_asks_each_rules_events_for_the_fields_under_their_own_names(tmp_path: Path) -> None:
    pipeline = tmp_path / "p.yml"
    step = {"type": "field_name_mapping", "mapping": {"who": "SubjectUserName"}}
    pipeline.write_text(yaml.safe_dump({"transformations": [step]}), encoding="utf-8")

    found = load_rules([rules_in(tmp_path)], packs=False, pipelines=load_pipelines([pipeline]))

    assert found.unusable == ()
    (correlation,) = found.correlations
    (rule,) = correlation.rules
    assert correlation.field_of("source.ip", rule) == "first(IpAddress,SourceIp,SourceAddress,source.ip)"
    assert correlation.field_of("who", rule) == "SubjectUserName"
    assert correlation.names == ("source.ip", "who", "user.name")


def test_a_correlation_in_sigmas_names_stays_as_it_is(tmp_path: Path) -> None:
    (correlation,) = load_rules([rules_in(tmp_path)], packs=False).correlations

    assert Given().with_names([correlation], []) == (correlation,)
    assert "who" not in correlation.aliases


def test_values_of_the_users_go_before_variables_of_a_pipeline(tmp_path: Path) -> None:
    pipeline = tmp_path / "p.yml"
    pipeline.write_text(yaml.safe_dump({"vars": {"Net": ["192.0.2.0/24"], "Other": 7}}), encoding="utf-8")
    given = Given({"Net": ("198.51.100.0/24",)}, load_pipelines([pipeline]))

    assert given.early_values == {"Net": ("198.51.100.0/24",), "Other": ("7",)}
    assert Given({"Net": ("x",)}).early_values == {"Net": ("x",)}
