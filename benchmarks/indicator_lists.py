"""Lists of indicators to measure with: addresses, names, hashes and paths that nobody has."""

from __future__ import annotations

import random
from pathlib import Path


def indicators(count: int, *, seed: int = 1) -> list[str]:
    """Return so many different indicators, kinds in turn."""
    dice = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        kind = len(found) % 4
        if kind == 0:
            one = f"198.{dice.choice((18, 19))}.{dice.randrange(256)}.{dice.randrange(256)}"  # RFC 2544: for benchmarks
        elif kind == 1:
            one = f"{dice.getrandbits(44):x}.example.{dice.choice(('com', 'net', 'org'))}"
        elif kind == 2:
            one = f"{dice.getrandbits(256):064x}"
        else:
            one = f"C:\\Users\\Public\\{dice.getrandbits(36):x}.exe"
        found[one] = None
    return list(found)


def write_indicators(path: Path, count: int, *, seed: int = 1) -> Path:
    """Write a list, one indicator a line; returns its path."""
    path.write_text("\n".join(indicators(count, seed=seed)) + "\n", encoding="utf-8")
    return path
