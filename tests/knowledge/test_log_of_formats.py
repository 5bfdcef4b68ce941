"""The catalogue has what it must say of every log that tocsin reads."""

from __future__ import annotations

from tocsin.collecting.formats import FORMATS
from tocsin.knowledge import base
from tocsin.knowledge.logs import logs

CONTAINERS = {"json", "parquet"}
"""Formats that hold whatever was put into them: their events are of the log that they say."""


def test_every_format_is_of_a_log_of_the_catalogue() -> None:
    families = {entry.family for entry in logs()}

    assert {one.name for one in FORMATS if one.family not in families} == CONTAINERS


def test_every_log_says_how_long_it_is_kept_and_which_rules_mean_it() -> None:
    for entry in logs():
        assert entry.retention, entry.id
        assert entry.logsource.product or entry.logsource.category or entry.logsource.service, entry.id


def test_every_log_says_which_data_component_of_attack_it_is() -> None:
    asked = {name for technique in base().techniques() for name in technique.data_components}
    unasked = {"Windows Registry Key Deletion", "Pod Modification"}  # ATT&CK has them, and asks for them nowhere
    for entry in logs():
        said = {kind.data_component.rpartition(": ")[2] for kind in entry.records if kind.data_component}
        assert said, entry.id
        assert said <= asked | unasked, entry.id
