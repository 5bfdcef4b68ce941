"""Addresses of cryptocurrencies, told from other long words by their checksums.

Bitcoin and kin: Base58Check and Bech32/Bech32m (BIP 173, BIP 350). Ethereum and Monero addresses have no checksum
that the standard library can test: they are believed only where the text speaks of money.
"""

from __future__ import annotations

import hashlib
import re

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CONSTANTS = (1, 0x2BC830A3)
MONEY = re.compile(r"\b(?:wallets?|bitcoins?|btc|ethereum|eth|monero|xmr|crypto\w*|ransom|payments?)\b", re.IGNORECASE)


def is_wallet(text: str, *, money: bool) -> bool:
    """Say whether a word is a wallet's address; `money`: the text around it speaks of money.

    >>> is_wallet("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", money=False)
    True
    >>> is_wallet("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", money=True)
    False
    """
    if text.startswith("bc1"):
        return _bech32(text)
    if text.startswith("0x"):
        return money and len(text) == 42
    if text[0] in "48":
        return money and len(text) == 95
    return _base58check(text)


def _base58check(text: str) -> bool:
    if not 26 <= len(text) <= 35:
        return False
    number = 0
    for character in text:
        digit = _BASE58.find(character)
        if digit < 0:
            return False
        number = number * 58 + digit
    if number.bit_length() > 200:
        return False
    data = number.to_bytes(25, "big")
    return hashlib.sha256(hashlib.sha256(data[:-4]).digest()).digest()[:4] == data[-4:]


def _bech32(text: str) -> bool:
    if not 14 <= len(text) <= 90:
        return False
    values = [_BECH32.find(character) for character in text[3:]]
    if min(values) < 0:
        return False
    checksum = 1
    for value in [3, 3, 0, 2, 3, *values]:  # "bc", expanded
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATOR):
            checksum ^= generator if (top >> bit) & 1 else 0
    return checksum in _CONSTANTS
