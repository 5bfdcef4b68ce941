"""Scores the claims that tocsin reads against gold: `python benchmarks/read_claims.py [GOLD TEXTDIR] [--details]`.

A claim that was read matches a gold claim *leniently* when it comes from the same sentence, its act is of the same
family, it is negated alike, and at least half of the speakers and of the accused are the same; *strictly* when act,
speakers and accused are the same. One to one: a claim read twice is once wrong. Optional gold counts neither way.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tocsin.model.report import Act, Claim
from tocsin.reading.claims import find_claims
from tocsin.reading.draft import Draft
from tocsin.reading.entities import find_entities
from tocsin.reading.incidents import find_incidents

from benchmarks.read_entities import document

OWN = Path(__file__).resolve().parents[1] / "tests" / "cases" / "claims"
FAMILIES = (
    {"accuse", "condemn", "expose"}, {"attribute", "assess", "link", "determine"}, {"charge"}, {"sanction"},
    {"confirm", "support", "acknowledge", "admit"}, {"deny"}, {"warn", "advise"}, {"demand"},
)  # fmt: skip
Gold = dict[str, Any]


def read(text: str) -> tuple[Claim, ...]:
    """Return the claims of a text."""
    one = document(text)
    mentions = find_entities(one)
    return find_claims(one, mentions, find_incidents(one, mentions, ()))[0]


def score(
    gold: Path, texts: Path, *, details: bool = False, claims_of: Callable[[str], tuple[Claim, ...]] = read
) -> dict[str, float]:
    """Return lenient and strict F1, of matched claims the share of ids and dates, claims where none is made.

    `claims_of` reads the claims of a text.
    """
    wanted = found = lenient = strict = invented = 0
    known = {"speaker": [0, 0], "accused": [0, 0]}
    dated = [0, 0]
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = (texts / f"{row['text']}.txt").read_text(encoding="utf-8")
        claims = claims_of(text)
        need, counted, pairs = match(row["claims"], claims, text)
        wanted, found, lenient = wanted + len(need), found + len(counted), lenient + len(pairs)
        exact = sum(_strict(need[one], counted[other]) for one, other in pairs.items())
        strict += exact
        for one, other in pairs.items():
            _count_ids(need[one], counted[other], known)
            when = need[one]["date"]
            dated[0] += bool(when) and (counted[other].date or "").startswith(when or "")
            dated[1] += bool(when)
        invented += len(claims) if row.get("nothing") else 0
        if details:
            size = len(counted)
            print(
                f"text  {row['text']}: lenient {_f1(len(pairs), size, len(need))} strict {_f1(exact, size, len(need))}"
            )
            for number, one in enumerate(need):
                if number not in pairs:
                    print(f"miss  {row['text']}: {one['act']} {one['speakers']} -> {one['accused']}")
            for number, claim in enumerate(counted):
                if number not in pairs.values():
                    print(f"extra {row['text']}: {claim.act} {claim.speakers} -> {claim.accused}")
    return {
        "lenient f1": _f1(lenient, found, wanted), "strict f1": _f1(strict, found, wanted),
        "speaker ids": _share_of(known["speaker"]), "accused ids": _share_of(known["accused"]),
        "dates": _share_of(dated), "gold": wanted, "read": found, "read where nothing is claimed": invented,
    }  # fmt: skip


def match(gold: Sequence[Gold], claims: Sequence[Claim], text: str) -> tuple[list[Gold], list[Claim], dict[int, int]]:
    """Return the gold that counts, the claims that count (none that is optional gold), and which is which of them."""
    need = [one for one in gold if not one.get("optional")]
    pairs = _pairs(need, claims, lambda one, claim: _lenient(one, claim, text))
    rest = [number for number in range(len(claims)) if number not in pairs.values()]
    may = _pairs(
        [one for one in gold if one.get("optional")],
        [claims[number] for number in rest],
        lambda one, claim: _lenient(one, claim, text),
    )
    no_matter = {rest[other] for other in may.values()}
    counted = [number for number in range(len(claims)) if number not in no_matter]
    return need, [claims[number] for number in counted], {one: counted.index(other) for one, other in pairs.items()}


def _count_ids(one: Gold, claim: Claim, known: dict[str, list[int]]) -> None:
    """Count the ids of gold that a matched claim gives, and all there are."""
    for side, read_ids in (("speaker", claim.speaker_ids), ("accused", claim.accused_ids)):
        wanted = {entity for entity in one[f"{side}_ids"] if entity}
        known[side][0] += len(wanted & set(read_ids))
        known[side][1] += len(wanted)


def _share_of(counted: Sequence[int]) -> float:
    return round(counted[0] / counted[1], 3) if counted[1] else 1.0


def _f1(hits: int, found: int, wanted: int) -> float:
    return round(2 * hits / (found + wanted), 3) if found + wanted else 1.0


def _pairs(gold: Sequence[Gold], claims: Sequence[Claim], fits: Callable[[Gold, Claim], bool]) -> dict[int, int]:
    """Return the largest one-to-one matching, as claim by gold."""
    owner: dict[int, int] = {}

    def place(one: int, seen: set[int]) -> bool:
        for other, claim in enumerate(claims):
            if other in seen or not fits(gold[one], claim):
                continue
            seen.add(other)
            if other not in owner or place(owner[other], seen):
                owner[other] = one
                return True
        return False

    for one in range(len(gold)):
        place(one, set())
    return {one: other for other, one in owner.items()}


def _lenient(one: Gold, claim: Claim, text: str) -> bool:
    start = text.find(one["quote_start_words"])
    if not claim.start <= start < claim.end or one["negated"] != claim.negated:
        return False
    return _same_family(one, claim.act) and all(_share(one, claim, side) >= 0.5 for side in ("speakers", "accused"))


def _same_family(one: Gold, act: Act) -> bool:
    acts = {one["act"], *one.get("act_also", ())}
    return any(act.value in family and acts & family for family in FAMILIES)


def lenient_parts(one: Gold, draft: Draft) -> bool:
    """Say whether a draft of the right sentence says what gold says: act's family, negation, half of the parties."""
    if not _same_family(one, draft.act) or one["negated"] != (draft.negation is not None):
        return False
    sides = (("speakers", draft.speakers), ("accused", draft.accused))
    read_ = {side: ([party.name for party in parties], [party.id for party in parties]) for side, parties in sides}
    return all(_share_of_parties(one, *read_[side], side) >= 0.5 for side in read_)


def _strict(one: Gold, claim: Claim) -> bool:
    act = claim.act.value == one["act"] or (one["act"], claim.act.value) in {
        ("assess", "determine"),
        ("confirm", "support"),
    }
    return act and all(_share(one, claim, side) == 1.0 for side in ("speakers", "accused"))


def _share(one: Gold, claim: Claim, side: str) -> float:
    """Return the share of parties that are the same, of the larger of both sets; the best of the sets accepted."""
    names, given = (claim.speakers, claim.speaker_ids) if side == "speakers" else (claim.accused, claim.accused_ids)
    return _share_of_parties(one, names, given, side)


def _share_of_parties(one: Gold, read_names: Sequence[str], read_ids: Sequence[str | None], side: str) -> float:
    ids = one["speaker_ids" if side == "speakers" else "accused_ids"]
    best = 0.0
    for number, want in enumerate([one[side], *one.get(f"{side}_alt", [])]):
        left = list(zip(read_names, read_ids, strict=True))
        hits = 0
        for position, name in enumerate(want):
            entity = ids[position] if number == 0 else None
            same = next(
                (party for party in left if same_party(party, name, entity, one.get("same_as", {}).get(name, []))), None
            )
            if same is not None:
                hits += 1
                left.remove(same)
        also = one.get(f"{side}_also", [])
        left = [party for party in left if not any(same_party(party, name, None, []) for name in also)]
        size = max(len(want), hits + len(left))
        best = max(best, hits / size if size else 1.0)
    return best


def same_party(party: tuple[str, str | None], name: str, entity: str | None, also: Sequence[str]) -> bool:
    """Say whether a party that was read, its name and id, is one of gold, by id or by name."""
    if entity is not None and party[1] == entity:
        return True
    words = _words(party[0])
    return any(words <= _words(one) or _words(one) <= words for one in (name, *also))


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold())) - {"the", "of", "s", "a"}


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gold", type=Path, nargs="?", default=OWN / "claims.jsonl")
    options.add_argument("texts", type=Path, nargs="?", default=OWN)
    options.add_argument("--details", action="store_true")
    given = options.parse_args()
    print(score(given.gold, given.texts, details=given.details))


if __name__ == "__main__":
    main()
