"""Needs and watches."""

from __future__ import annotations

import pytest

from tocsin.judging.watching import SWEEP, Aspect, Need, Watch, Way


@pytest.mark.parametrize("text", ["iis", "windows-sysmon#11", "windows-sysmon#12,13", "exchange-httpproxy#Ecp"])
def test_a_need_is_written_as_it_is_read(text: str) -> None:
    assert str(Need.parse(text)) == text


def test_a_need_forgives_blanks_and_an_empty_kind() -> None:
    assert Need.parse("windows-sysmon# 1, 3,") == Need("windows-sysmon", ("1", "3"))
    assert Need.parse("iis#") == Need("iis")


def test_the_sweep_is_no_rule() -> None:
    watch = Watch(aspects=(Aspect("", (Way((Need("iis"),), (SWEEP, "b", "a")),)),))

    assert watch.rules == ("a", "b")
