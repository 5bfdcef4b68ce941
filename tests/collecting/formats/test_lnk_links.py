"""What a shortcut says, and what is no shortcut."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tocsin.collecting.formats.lnk_links import link
from tocsin.collecting.small_files import DamagedError

from tests.collecting.artefact_files import START, shortcut
from tests.collecting.samples_artefacts import LNK


def test_the_latest_of_its_times() -> None:
    found = link(shortcut("C:\\a.exe", times=(START, START + timedelta(days=1), START)))
    assert found.latest == (START + timedelta(days=1)).isoformat()
    assert found.fields["MacAddress"] == "00:10:5a:1b:2c:3d"


@pytest.mark.parametrize("data", [b"", b"text", LNK[:40], LNK[:76] + b"\xff" * 40])
def test_what_is_none_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedError):
        link(data)
