"""Limits: plain compression passes, bombs do not."""

from __future__ import annotations

import pytest

from tocsin.collecting.limits import DEFAULT, Limits, raised
from tocsin.model.errors import UsageError


def test_logs_that_pack_well_pass() -> None:
    assert DEFAULT.blown(5 << 30, 100 << 20) is None
    assert DEFAULT.blown(10 << 20, 10) is None


def test_a_bomb_is_told_with_its_sizes() -> None:
    said = Limits(ratio=10, ratio_from=100).blown(2000, 100)
    assert said is not None
    assert "2000 bytes out of 100" in said


def test_limits_are_raised_by_name() -> None:
    assert raised(["depth=8", "ratio_from=2M"]) == Limits(depth=8, ratio_from=2 << 20)
    assert raised(["container-bytes=1G"]).container_bytes == 1 << 30
    assert raised([]) == DEFAULT


@pytest.mark.parametrize("setting", ["depth", "height=3", "depth=", "depth=many", "depth=0", "depth=-1", "ratio=1e3"])
def test_a_limit_that_cannot_be_set_is_told_in_one_line(setting: str) -> None:
    with pytest.raises(UsageError) as told:
        raised([setting])
    assert "\n" not in str(told.value)
    assert told.value.hint
