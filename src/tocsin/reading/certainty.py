"""Certainty: the speaker's own words for how sure, the scale they belong to, and a level for sorting only.

In: the words of a claim's sentence and the speaker's state. Out: a `Certainty`. Scales are not interchangeable: the
British yardstick speaks of probability, American confidence of the quality of a judgement, a charge of neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from tocsin.model.noun import Noun
from tocsin.model.report import Act, Certainty, Level
from tocsin.reading.lexicons import lexicon


class CertaintyWords(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of certainty; `speaker` restricts the scale to a state's own speakers."""

    words: str
    level: Level
    scale: str
    speaker: str | None = None


class _File(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    words: tuple[CertaintyWords, ...]


@cache
def _table() -> dict[str, tuple[tuple[tuple[str, ...], CertaintyWords], ...]]:
    """Return all words by the first of them, those bound to a speaker first."""
    found: dict[str, list[tuple[tuple[str, ...], CertaintyWords]]] = {}
    for row in lexicon("certainty.yaml", _File).words:
        parts = tuple(row.words.replace("-", " - ").split())
        found.setdefault(parts[0], []).append((parts, row))
    return {head: tuple(sorted(rows, key=lambda row: row[1].speaker is None)) for head, rows in found.items()}


def certainty(
    words: Sequence[str], states: Sequence[str | None], act: Act, level: Level | None, near: int | None = None
) -> Certainty:
    """Return how sure a speaker says to be; `level` is what the verb itself says, `near` where it stands.

    >>> certainty("it is highly likely that".split(), ("GB",), Act.ASSESS, None).scale
    'uk-yardstick'
    """
    best: tuple[int, int, CertaintyWords, str] | None = None
    for start, word in enumerate(words):
        for parts, row in _table().get(word, ()):
            if row.speaker is not None and row.speaker not in states:
                continue
            if tuple(words[start : start + len(parts)]) != parts or _other_sense(words, start, parts):
                continue
            rank = (-len(parts), abs(start - near) if near is not None else start)
            if best is None or rank < best[:2]:
                best = (*rank, row, " ".join(parts).replace(" - ", "-"))
    if act is Act.CHARGE:
        return Certainty(words=best[3] if best else None, scale="legal", level=Level.ALLEGED)
    if best is not None and act not in (Act.DENY, Act.SANCTION, Act.DEMAND, Act.ADVISE, Act.WARN, Act.ADMIT):
        return Certainty(words=best[3], scale=best[2].scale, level=best[2].level)
    return Certainty(words=None, scale="none", level=level or Level.ASSERTED)


def _other_sense(words: Sequence[str], start: int, parts: tuple[str, ...]) -> bool:
    """Say whether the words are part of others: "unlikely", "not likely", "likely to continue" of the future."""
    before = words[start - 1] if start else ""
    if before in ("not", "un") or (parts == ("suspect",) and before in ("the", "a", "main", "prime", "chief")):
        return True
    return parts == ("confident",) and before in ("not", "less")
