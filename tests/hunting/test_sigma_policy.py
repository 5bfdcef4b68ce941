"""The policy for pySigma: expressions are those that search in linear time; nothing outside is reached."""

from __future__ import annotations

import pytest
import re2

from tocsin.hunting.sigma_policy import POLICY


def test_expressions_with_look_ahead_are_refused() -> None:
    with pytest.raises(re2.error):
        POLICY.regex_engine.compile("(?=a)b")


def test_nothing_outside_is_reached() -> None:
    assert not POLICY.allow_external_sources
    assert not POLICY.allow_template_vars
