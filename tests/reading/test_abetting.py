"""Who serves criminals is accused of it."""

import pytest

from benchmarks.read_claims import read


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("Aeza Group has provided servers to ransomware groups, the Treasury Department said.", "Aeza Group"),
        ("Binance laundered the proceeds of a ransomware gang, the Treasury Department said.", "Binance"),
    ],
)
def test_who_serves_criminals_is_accused(text: str, accused: str) -> None:
    assert any(accused in claim.accused for claim in read(text)), read(text)


@pytest.mark.parametrize(
    "text",
    [
        "Microsoft has offered a tool to victims of ransomware, the Treasury Department said.",
        "Microsoft sells its products to banks, the Treasury Department said.",
    ],
)
def test_who_serves_others_is_not(text: str) -> None:
    assert not any("Microsoft" in claim.accused for claim in read(text)), read(text)
