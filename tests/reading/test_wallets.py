"""Wallets: told from other words by their checksum, or by talk of money."""

from __future__ import annotations

import pytest

from tocsin.reading.wallets import is_wallet

ETHEREUM = "0x" + "ab12" * 10


@pytest.mark.parametrize(
    "address",
    [
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
        "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy",
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq",
    ],
)
def test_a_good_checksum_is_enough(address: str) -> None:
    assert is_wallet(address, money=False)
    assert not is_wallet(address[:-1] + ("2" if address[-1] != "2" else "3"), money=True)


def test_without_a_checksum_the_text_must_speak_of_money() -> None:
    assert is_wallet(ETHEREUM, money=True)
    assert not is_wallet(ETHEREUM, money=False)
