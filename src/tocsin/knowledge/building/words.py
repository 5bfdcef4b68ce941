"""Ordinary English words from open treebanks: which names are also words.

In: CoNLL-U files. Out: the words that stand there in small letters and are no proper names.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from pathlib import Path

from tocsin.knowledge.entries import TableSource

FILES = ("ewt-train.conllu.gz", "gum-train.conllu.gz")


def ordinary_words(folder: Path) -> tuple[frozenset[str], tuple[TableSource, ...]]:
    """Return the words of the treebanks in `folder`, and where they come from."""
    seen: Counter[str] = Counter()
    sources: list[TableSource] = []
    for name in FILES:
        body = gzip.decompress((folder / name).read_bytes())
        sources.append(
            TableSource(
                name=f"UD treebank {name.removesuffix('.conllu.gz')}", version="as shared", date=None,
                sha256=hashlib.sha256(body).hexdigest(), licence="CC BY-SA 4.0 / CC BY 4.0 (list of single words derived)",
            )  # fmt: skip
        )
        for line in body.decode("utf-8").splitlines():
            parts = line.split("\t")
            if len(parts) == 10 and parts[1].isalpha() and parts[1].islower() and parts[3] != "PROPN":
                seen[parts[1]] += 1
                seen[parts[2].lower()] += 1
    return frozenset(word for word in seen if word.isalpha()), tuple(sources)
