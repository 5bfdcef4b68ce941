"""Scores the entities that tocsin reads against AnnoCTR (Lange et al. 2024): `python benchmarks/read_entities.py DIR`.

DIR holds one JSON file a report: sentences with `text` and `mentions` (start, end, label, layer). A mention counts as
found when its span is the same once articles, possessives and marks at its ends are set aside (`strict`), or when it
overlaps by at least half (`overlap`).
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from tocsin.model.report import Document, MentionKind
from tocsin.reading.entities import find_entities

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


def score(folder: Path, *, details: bool = False) -> dict[str, dict[str, float]]:
    """Return precision, recall and F1 for each group of labels, strict and by overlap."""
    counts: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    for path in sorted(folder.glob("*.json")):
        text = ""
        gold: list[tuple[str, int, int]] = []
        for sentence in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
            base = len(text)
            text += sentence["text"] + "\n\n"
            for mention in sentence["mentions"]:
                ends = base + mention["start"], base + mention["end"]
                wanted = any(mention["label"] in labels for labels in GROUPS.values())
                gold += [(mention["label"], *trimmed(text, *ends))] if wanted else []
        found = [
            (LABEL[mention.kind], *trimmed(text, mention.start, mention.end))
            for mention in find_entities(document(text))
            if mention.kind in LABEL
        ]
        for name, labels in GROUPS.items():
            want = [one for one in gold if one[0] in labels]
            have = [one for one in found if one[0] in labels]
            counts[name, "gold"] += len(want)
            counts[name, "found"] += len(have)
            counts[name, "strict"] += len(set(want) & set(have))
            counts[name, "overlap"] += sum(any(_meets(one, other) for other in have) for one in want)
            counts[name, "overlapping"] += sum(any(_meets(one, other) for other in want) for one in have)
            for kind, here, there in (("miss", want, have), ("extra", have, want)):
                wrong.update((name, kind, f"{one[0]} {text[one[1] : one[2]]}") for one in set(here) - set(there))
    if details:
        for (name, kind, what), times in wrong.most_common(140):
            print(f"{times:4} {name[:6]} {kind:5} {what}")
    return {name: _figures(counts, name) for name in GROUPS}


def _meets(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    shared = min(one[2], other[2]) - max(one[1], other[1])
    return one[0] == other[0] and shared * 2 >= max(one[2] - one[1], other[2] - other[1])


def _figures(counts: Counter[tuple[str, str]], name: str) -> dict[str, float]:
    gold, found = counts[name, "gold"], counts[name, "found"]
    strict = 2 * counts[name, "strict"] / (gold + found) if gold + found else 1.0
    recall = counts[name, "overlap"] / gold if gold else 1.0
    precision = counts[name, "overlapping"] / found if found else 1.0
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {
        "strict f1": round(strict, 3), "overlap precision": round(precision, 3), "overlap recall": round(recall, 3),
        "overlap f1": round(both, 3), "gold": gold, "found": found,
    }  # fmt: skip


def main() -> None:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--details", action="store_true")
    given = options.parse_args()
    for name, figures in score(given.folder, details=given.details).items():
        print(f"{name:22}", figures)


if __name__ == "__main__":
    main()
