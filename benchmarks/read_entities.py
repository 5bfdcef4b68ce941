"""Scores the entities that tocsin reads against AnnoCTR (Lange et al. 2024): `python benchmarks/read_entities.py DIR`.

DIR holds one JSON file a report: sentences with `text` and `mentions` (start, end, label, layer). A mention counts as
found when its span is the same once articles, possessives and marks at its ends are set aside (`strict`), when it
overlaps by at least half (`overlap`), or when it meets it anywhere (`meets`); always with the same label. Linking: of
the mentions that the annotators tied to a group or software of ATT&CK and that were found by overlap, how many have
that id. What is scored is what `tocsin read --format json` writes. In one report of the dev part all spans from the
twelfth sentence on stand a letter too far right ("hina "); figures are printed with such reports' spans as given, and
moved back.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from tocsin.model.report import Document, MentionKind
from tocsin.reading.report import add_entities, add_identifiers, add_vendors, read_document

GROUPS = {
    "GROUP, MALWARE, TOOL": {"GROUP": "GROUP", "MALWARE": "MALWARE", "TOOL": "TOOL"},
    "LOC": {"LOC": "LOC"},
    "SECTOR, ORG": {"SECTOR": "SECTOR", "ORG": "ORG"},
}
LABEL = {
    MentionKind.INTRUSION_SET: "GROUP", MentionKind.THREAT_ACTOR: "GROUP", MentionKind.MALWARE: "MALWARE",
    MentionKind.TOOL: "TOOL", MentionKind.COUNTRY: "LOC", MentionKind.LOCATION: "LOC", MentionKind.SECTOR: "SECTOR",
    MentionKind.ORGANISATION: "ORG", MentionKind.GOVERNMENT_BODY: "ORG",
}  # fmt: skip
_ATTACK = re.compile(r"attack\.mitre\.org/(?:groups|software)/([GS]\d{4})")
_EDGE = re.compile(r"^(?:the\s+|[^\w]+)|(?:[’']s|[^\w]+|-(?:language|speaking|based))$", re.IGNORECASE)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without articles, possessives and marks at its ends."""
    while True:
        piece = text[start:end]
        found = _EDGE.search(piece)
        if not found or not piece:
            return start, end
        if found.start() == 0:
            start += found.end()
        else:
            end -= found.end() - found.start()


def document(text: str) -> Document:
    """Return a Document that holds this text and nothing else."""
    return Document(
        title=None,
        published=None,
        publisher=None,
        language="en",
        version=None,
        sha256="",
        characters=len(text),
        text=text,
    )


def moved_back(sentences: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a report's sentences; where most spans begin inside a word, moved to the left from the first such on."""

    def inside(text: str, start: int) -> bool:
        return start > 0 and text[start - 1].isalnum() and text[start].isalnum()

    cut = [any(inside(one["text"], mention["start"]) for mention in one["mentions"]) for one in sentences]
    if not any(cut) or sum(cut) * 2 < sum(bool(one["mentions"]) for one in sentences):
        return sentences
    first = cut.index(True)
    return [
        one if number < first else one | {
            "mentions": [
                mention | {"start": mention["start"] - 1, "end": mention["end"] - 1}
                for mention in one["mentions"]
                if mention["start"]
            ]
        }
        for number, one in enumerate(sentences)
    ]  # fmt: skip


def score(folder: Path, *, details: bool = False, mended: bool = True) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 for each group of labels, strict and by overlap; `mended`: of moved spans."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    for path in sorted(folder.glob("*.json")):
        text = ""
        gold: list[tuple[str, int, int]] = []
        tied: list[tuple[str, int, int, str]] = []
        sentences = json.loads(path.read_text(encoding="utf-8"))["sentences"]
        for sentence in moved_back(sentences) if mended else sentences:
            base = len(text)
            text += sentence["text"] + "\n\n"
            for mention in sentence["mentions"]:
                ends = base + mention["start"], base + mention["end"]
                wanted = any(mention["label"] in labels for labels in GROUPS.values())
                gold += [(mention["label"], *trimmed(text, *ends))] if wanted else []
                known = _ATTACK.search(mention.get("url", ""))
                if wanted and known:
                    tied.append((mention["label"], *trimmed(text, *ends), known.group(1)))
        read = read_document(document(text), steps=(add_identifiers, add_entities, add_vendors))
        linked = {
            (LABEL[one.kind], *trimmed(text, one.start, one.end)): one.id for one in read.mentions if one.kind in LABEL
        }
        found = list(linked)
        for label, start, end, id_ in tied:
            met = [linked[one] for one in found if _meets((label, start, end), one)]
            counts["linking", "found"] += bool(met)
            counts["linking", "right"] += id_ in met
            if met and id_ not in met:
                wrong["linking", "wrong", f"{text[start:end]} {id_} {met[0]}"] += 1
        for name, labels in GROUPS.items():
            want = [one for one in gold if one[0] in labels]
            have = [one for one in found if one[0] in labels]
            counts[name, "gold"] += len(want)
            counts[name, "found"] += len(have)
            counts[name, "strict"] += len(set(want) & set(have))
            counts[name, "meets"] += sum(any(_touches(one, other) for other in have) for one in want)
            counts[name, "meeting"] += sum(any(_touches(one, other) for other in want) for one in have)
            counts[name, "overlap"] += sum(any(_meets(one, other) for other in have) for one in want)
            counts[name, "overlapping"] += sum(any(_meets(one, other) for other in want) for one in have)
            for kind, here, there in (("miss", want, have), ("extra", have, want)):
                wrong.update((name, kind, f"{one[0]} {text[one[1] : one[2]]}") for one in set(here) - set(there))
    if details:
        for (name, kind, what), times in sorted(
            wrong.items(), key=lambda one: (one[0][0] != "linking", -one[1], one[0])
        )[:160]:
            print(f"{times:4} {name[:6]} {kind:5} {what}")
    figures = {name: _figures(counts, name) for name in GROUPS}
    right, tied_found = counts["linking", "right"], counts["linking", "found"]
    return figures | {"linking": {"accuracy": round(right / max(1, tied_found), 3), "found": tied_found}}


def _touches(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] < other[2] and other[1] < one[2]


def _meets(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and shared * 2 >= max(one[2] - one[1], other[2] - other[1])


def _figures(counts: Counter[tuple[str, str]], name: str) -> dict[str, float]:
    gold, found = counts[name, "gold"], counts[name, "found"]
    strict = 2 * counts[name, "strict"] / (gold + found) if gold + found else 1.0
    recall = counts[name, "overlap"] / gold if gold else 1.0
    precision = counts[name, "overlapping"] / found if found else 1.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    meets = counts[name, "meets"] / max(1, gold), counts[name, "meeting"] / max(1, found)
    return {
        "meets f1": round(2 * meets[0] * meets[1] / max(1e-9, sum(meets)), 3),
        "strict f1": round(strict, 3), "overlap precision": round(precision, 3), "overlap recall": round(recall, 3),
        "overlap f1": round(both, 3), "gold": gold, "found": found,
    }  # fmt: skip


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--details", action="store_true")
    given = options.parse_args()
    for mended in (False, True):
        print("spans moved back:" if mended else "spans as given:")
        for name, figures in score(given.folder, details=given.details and mended, mended=mended).items():
            print(f"{name:22}", figures)


if __name__ == "__main__":
    main()
