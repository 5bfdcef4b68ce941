"""The material of a verdict, and what is left of it for one host."""

from __future__ import annotations

import pytest

from tocsin.model.errors import UsageError

from tests.judging.court import material_for


def test_one_host_under_any_of_its_names() -> None:
    material = material_for(
        {
            "coverage": [
                "EX01 iis 2021-02-01 2021-03-31",
                "ex01.corp.example exchange-um 2021-02-01 2021-03-31",
                "B iis 2021-02-01 2021-03-31",
            ],
            "hits": ["2021-03-03T05:01:00Z EX01 post", "2021-03-03T05:01:00Z B post"],
        }
    )

    only = material.only("ex01")
    assert {entry.host for entry in only.coverage} == {"EX01", "ex01.corp.example"}
    assert [hit.host for hit in only.hits] == ["EX01"]


def test_a_host_that_is_not_there_is_the_users_error_and_says_which_are() -> None:
    material = material_for({"coverage": ["EX01 iis 2021-02-01 2021-03-31"]})

    with pytest.raises(UsageError, match=r"no host 'EX02' \(it has EX01\)"):
        material.only("EX02")
