"""Sets of Sigma rules to measure with: so many of those that are given, or so many made ones.

Given rules (a folder, or SigmaHQ's archive) are chosen by seed, a smaller set being part of each larger one. Made rules
have the shapes of published ones (ends of images, several words of a command line, exclusions) with made-up words in
them: they show how cost grows with their number, and nothing about real rules.
"""

from __future__ import annotations

import random
import tarfile
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID, uuid5

_NAMESPACE = UUID("a5f1c9de-3f0b-5c1e-9a55-0b6f3b7a2c22")
_CATEGORIES = (
    ("process_creation", "Image", "CommandLine"), ("image_load", "Image", "ImageLoaded"),
    ("registry_set", "TargetObject", "Details"), ("file_event", "Image", "TargetFilename"),
    ("network_connection", "Image", "DestinationHostname"), ("dns_query", "Image", "QueryName"),
)  # fmt: skip
_SYLLABLES = ["ba", "do", "fe", "gu", "ka", "lo", "mi", "ne", "po", "ra", "su", "ti", "va", "wo", "xi", "zu"]
_REAL = ("cmd", "powershell", "rundll32", "certutil", "vssadmin", "schtasks", "reg", "wevtutil", "whoami")


def made_rules(count: int, *, seed: int = 1) -> list[str]:
    """Return so many rules as YAML; the first ones look for what `windows_days` has, so that there are hits."""
    dice = random.Random(seed)
    rules: list[str] = []
    for number in range(count):
        category, image, text = _CATEGORIES[number % len(_CATEGORIES)]
        name = _REAL[number // len(_CATEGORIES)] if number < len(_CATEGORIES) * len(_REAL) else _word(dice)
        words = [_word(dice) for _ in range(dice.randrange(2, 9))]
        selection = f"    {image}|endswith: '\\{name}.exe'\n" if number % 3 == 0 or number < 54 else ""
        if number >= 54 or number % 2:
            modifier = "contains|all" if dice.random() < 0.3 else "contains"
            selection += f"    {text}|{modifier}:\n" + "".join(f"      - '{word}'\n" for word in words)
        rules.append(
            f"title: Made rule {number}\nid: {uuid5(_NAMESPACE, f'{seed}:{number}')}\nstatus: test\nlevel: medium\n"
            f"logsource:\n  product: windows\n  category: {category}\ndetection:\n  selection:\n{selection}"
            f"  ours:\n    {text}|startswith: '{_word(dice)}'\n  condition: selection and not ours\n"
        )
    return rules


def _word(dice: random.Random) -> str:
    return "".join(dice.choice(_SYLLABLES) for _ in range(dice.randrange(3, 6)))


def given_rules(path: Path) -> list[str]:
    """Return the rules of a folder or a tar archive, in the order of their names."""
    if path.is_dir():
        return [file.read_text("utf-8") for file in sorted(path.rglob("*.yml"))]
    found: dict[str, str] = {}
    with tarfile.open(path) as archive:
        for entry in archive:
            stream = archive.extractfile(entry) if entry.isfile() and entry.name.endswith(".yml") else None
            if stream is not None:
                found[entry.name] = stream.read().decode("utf-8")
    return [found[name] for name in sorted(found)]


def shuffled(rules: Sequence[str], *, seed: int = 1) -> list[str]:
    """Return the rules in the order in which smaller sets take them."""
    mixed = list(rules)
    random.Random(seed).shuffle(mixed)
    return mixed


def write_rules(folder: Path, rules: Sequence[str]) -> Path:
    """Write rules, one a file; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, rule in enumerate(rules):
        (folder / f"{number:05}.yml").write_text(rule, encoding="utf-8")
    return folder
