"""Indicators of a text: how fast, and what others find: `python -m benchmarks.read_indicators DIR --others PYTHON`.

DIR holds reports with a `text` each (TRAM's); they are joined. PYTHON is that of an environment with `iocsearcher` and
`ioc-finder`. For addresses, domains, URLs, e-mail addresses and hashes the values that only one side has are listed by
the reason that tocsin itself gives for not taking them, the rest with the text around, to be judged by people.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from tocsin.model.report import Document
from tocsin.reading.indicators import find_indicators, find_references

TYPES = {
    "ipv4-addr": ("ip4", "ipv4s"), "domain-name": ("fqdn", "domains"), "url": ("url", "urls"),
    "email-addr": ("email", "email_addresses"), "file:md5": ("md5", "md5s"), "file:sha1": ("sha1", "sha1s"),
    "file:sha256": ("sha256", "sha256s"),
}  # fmt: skip
_OTHERS = """
import json, sys, time
text = open(sys.argv[1], encoding="utf-8").read()
out = {}
from iocsearcher.searcher import Searcher
searcher = Searcher()
begin = time.perf_counter(); found = searcher.search_data(text); took = time.perf_counter() - begin
kinds = {}
for one in found: kinds.setdefault(one.name, set()).add(one.value)
out["iocsearcher"] = {"seconds": took, "values": {kind: sorted(values) for kind, values in kinds.items()}}
from ioc_finder import find_iocs
begin = time.perf_counter(); found = find_iocs(text); took = time.perf_counter() - begin
kinds = {kind: sorted(map(str, values)) for kind, values in found.items() if isinstance(values, list)}
out["ioc-finder"] = {"seconds": took, "values": kinds}
json.dump(out, sys.stdout)
"""


def joined(folder: Path) -> str:
    """Return the texts of all reports, one after the other."""
    return "\n\n".join(json.loads(path.read_text(encoding="utf-8"))["text"] for path in sorted(folder.glob("*.json")))


def ours(text: str) -> tuple[float, dict[str, set[str]], dict[str, str]]:
    """Return the best of five times in seconds, the values by type, and why others were kept apart."""
    document = Document(
        title=None, published=None, publisher=None, language="en", version=None, sha256="",
        characters=len(text), text=text,
    )  # fmt: skip
    times: list[float] = []
    for _ in range(5):
        begin = time.perf_counter()
        found = find_indicators(document)
        times.append(time.perf_counter() - begin)
    values: dict[str, set[str]] = defaultdict(set)
    for one in found:
        values[one.type].add(one.value.lower())
    why = {one.observable.value.lower(): one.why for one in find_references(document)}
    return min(times), values, why


def differences(
    text: str, mine: dict[str, set[str]], why: dict[str, str], others: dict[str, list[str]], place: int
) -> tuple[Counter[str], list[str]]:
    """Return counts by type of what both, one or the other found; and a line for each value that only they have."""
    counts: Counter[str] = Counter()
    lines: list[str] = []
    low = text.lower()
    everywhere = set().union(*mine.values()) if mine else set()
    for kind, names in TYPES.items():
        theirs = {value.lower() for value in others.get(names[place], ())}
        counts[f"{kind} both"] += len(theirs & mine[kind])
        counts[f"{kind} only tocsin"] += len(mine[kind] - theirs)
        for value in sorted(theirs - mine[kind]):
            reason = why.get(value) or ("of another type or part of a longer value" if _part(value, everywhere) else "")
            counts[f"{kind} only they, {reason or 'to be judged'}"] += 1
            if not reason:
                at = low.find(value)
                around = (
                    " ".join(text[max(0, at - 40) : at + len(value) + 25].split()) if at >= 0 else "(not in the text)"
                )
                lines.append(f"{kind}\t{value}\t{around}")
    return counts, lines


def _part(value: str, known: set[str]) -> bool:
    return any(value in one for one in known)


def main() -> None:
    """Print speeds, counts and what is to be judged."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--others", metavar="PYTHON", default=None)
    given = options.parse_args()
    text = joined(given.folder)
    size = len(text.encode()) / 1e6
    seconds, mine, why = ours(text)
    print(f"{size:.2f} MB; tocsin {size / seconds:.1f} MB/s, {sum(map(len, mine.values()))} values")
    if given.others is None:
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        ran = subprocess.run([given.others, "-c", _OTHERS, file.name], capture_output=True, check=True)
    for place, (name, found) in enumerate(json.loads(ran.stdout).items()):
        print(f"\n{name} {size / found['seconds']:.2f} MB/s")
        counts, lines = differences(text, mine, why, found["values"], place)
        for what, count in sorted(counts.items()):
            print(f"{count:6} {what}")
        print("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
