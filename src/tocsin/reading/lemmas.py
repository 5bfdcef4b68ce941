"""Lemmas: the base form of a word by its tag, by the rules of English spelling and a table of what breaks them.

In: a word as written and its Penn tag. Out: its base form in lower case. The table is derived from the treebanks by
`training/train_parser.py`: words of theirs whose base form the rules would not give.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files

_VOWELS = "aeiou"


@cache
def _table() -> dict[tuple[str, str], str]:
    text = files("tocsin.reading.model").joinpath("lemmas.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {(form, kind): base for form, kind, base in rows}


@lru_cache(maxsize=20_000)
def lemma(word: str, tag: str) -> str:
    """Return the base form of a word.

    >>> lemma("denies", "VBZ"), lemma("accused", "VBD"), lemma("agencies", "NNS"), lemma("planned", "VBN")
    ('deny', 'accuse', 'agency', 'plan')
    """
    lower = word.lower().replace("’", "'")
    known = _table().get((lower, kind_of(tag)))
    return known if known is not None else ruled(lower, tag)


def kind_of(tag: str) -> str:
    """Return the class of a tag within which a form has one base: `VBD` and `VBN` differ, other tags rarely matter."""
    return tag if tag in ("VBD", "VBN", "VBG", "VBZ", "NNS", "JJR", "JJS") else tag[:1]


def ruled(word: str, tag: str) -> str:
    """Return what the rules of spelling alone say."""
    if tag in ("NNS", "VBZ"):
        return _without_s(word)
    if tag in ("VBD", "VBN") and word.endswith("ed") and len(word) > 3:
        return _stem(word[:-2])
    if tag == "VBG" and word.endswith("ing") and len(word) > 4:
        return _stem(word[:-3])
    return word


def _without_s(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _stem(stem: str) -> str:
    """Undo what an ending did to its stem: a doubled letter, a lost e, y to i."""
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] in "bdgmnprt":
        return stem[:-1]
    if stem.endswith(("at", "iz", "is", "v", "c", "u", "g", "s", "bl", "pl", "dl", "gl", "tl")) and not stem.endswith(
        ("ss", "eat", "oat", "ng", "ing", "ong", "us")
    ):
        return stem + "e"
    short = len(stem) > 2 and stem[-1] not in _VOWELS + "wxyh" and stem[-2] in "aiou" and stem[-3] not in _VOWELS
    silent = stem.endswith(("ir", "in", "os", "ik", "ur", "as", "od", "ut", "id", "ib", "ar", "ak", "ap", "al"))
    return stem + "e" if short and silent else stem
