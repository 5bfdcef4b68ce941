"""What a library of 10,000 reports costs: adding, searching, asking about an incident, disk.

    python -m benchmarks.library [--reports 10000] [--documents DIR] [--work DIR]

In: nothing, or a folder of documents that are read (that time is not counted) and added among the made ones. Out: a
line for each figure. Made reports have the shape of news and advisories: some 5,000 characters with words as unevenly
used as those of English, three to eight claims by speakers of the knowledge base about its incidents, a few incidents
in most of them, mentions, indicators. The cost beyond the text is the size of the file less the UTF-8 text of all
documents.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from tocsin import knowledge
from tocsin.library import Library
from tocsin.library.adding import SUFFIXES, read_bytes
from tocsin.library.attribution import positions
from tocsin.library.incident import answer, incidents
from tocsin.model.errors import TocsinError
from tocsin.model.report import (
    Act,
    Behaviour,
    BehaviourKind,
    Certainty,
    Claim,
    Document,
    IncidentMention,
    Indicator,
    Level,
    Mention,
    MentionKind,
    Report,
)

from benchmarks.machine import machine

NOW = "2026-11-27T00:00:00Z"
_ACTS = (Act.ATTRIBUTE, Act.ACCUSE, Act.ASSESS, Act.CONDEMN, Act.DENY, Act.SUPPORT, Act.LINK)
_LETTERS = "etaoinshrdlucmfwypvbgk"


class Made:
    """Reports of one seed, as many as are drawn."""

    def __init__(self, seed: int) -> None:
        """Draw the vocabulary, and know who may speak of what."""
        self.draw = random.Random(seed)
        self.words = ["".join(self.draw.choices(_LETTERS, k=self.draw.randint(2, 11))) for _ in range(20_000)]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.words))))
        base = knowledge.base()
        self.incidents = base.incidents()
        self.common = list(accumulate(1 / (rank + 1) for rank in range(len(self.incidents))))
        self.speakers = [(one.name, one.id, MentionKind.GOVERNMENT_BODY, one.country) for one in base.bodies()]
        self.groups = [(one.name, one.id, MentionKind.INTRUSION_SET, one.id) for one in base.groups()]
        self.papers = [one.name for one in base.organisations()]

    def report(self, number: int) -> Report:
        """Return the report of this number."""
        draw = self.draw
        incident = draw.choices(self.incidents, cum_weights=self.common)[0]
        text = f"{incident.name}: report {number}\n\n"
        claims: list[Claim] = []
        mentions: list[Mention] = []
        for place in range(draw.randint(3, 8)):
            text += self.prose(draw.randint(60, 160)) + "\n\n"
            text = self._claim(place, incident.id, text, claims, mentions)
        addresses = tuple(f"203.0.{draw.randrange(256)}.{draw.randrange(256)}" for _ in range(draw.randint(0, 20)))
        text += "\n".join(addresses)
        paper = draw.choice(self.papers)
        document = Document(
            title=f"{incident.name}: report {number}",
            published=f"20{draw.randint(15, 26)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
            publisher=paper,
            language="en",
            version=None,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            characters=len(text),
            text=text,
        )
        return Report(
            document=document,
            claims=tuple(claims),
            mentions=tuple(mentions),
            indicators=tuple(
                Indicator(
                    type="ipv4-addr", value=one, start=text.index(one), end=text.index(one) + len(one), defanged=False
                )
                for one in addresses
            ),
            incidents=(
                IncidentMention(
                    id=incident.id, name=incident.name, basis="name", vulnerabilities=(), window=incident.window
                ),
            ),
            behaviours=tuple(
                Behaviour(id=f"indicator:ipv4-addr:{one}", kind=BehaviourKind.INDICATOR, ref=one, name=one, spans=())
                for one in addresses
            ),
        )

    def prose(self, count: int) -> str:
        """Return so many words, the first of the vocabulary most of all."""
        return " ".join(self.draw.choices(self.words, cum_weights=self.weights, k=count)).capitalize() + "."

    def _claim(self, place: int, incident: str, text: str, claims: list[Claim], mentions: list[Mention]) -> str:
        draw = self.draw
        speaker, accused = draw.choice(self.speakers), draw.choice([*self.groups[:60], *self.speakers[:60]])
        act = draw.choice(_ACTS)
        sentence = f"{speaker[0]} {act.value}s that {accused[0]} was behind it."
        start, end = len(text), len(text) + len(sentence)
        for name, id_, kind, _ in (speaker, accused):
            at = start + sentence.index(name)
            mentions.append(Mention(start=at, end=at + len(name), text=name, kind=kind, id=id_, name=name))
        relay = draw.random() < 0.6
        claims.append(
            Claim(
                id=f"claim-{place + 1}",
                speakers=(speaker[0],),
                speaker_ids=(speaker[3],),
                act=act,
                accused=(accused[0],),
                accused_ids=(accused[3],),
                deed=None,
                incident=incident,
                date=f"2021-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}",
                window=None,
                certainty=Certainty(words=None, scale="none", level=draw.choice(list(Level))),
                basis="political-official",
                origin="relay" if relay else "own",
                via=(draw.choice(self.papers),) if relay else (),
                negated=False,
                negation=None,
                start=start,
                end=end,
                quote=sentence,
            )
        )
        return text + sentence + "\n\n"


def documents(folder: Path | None) -> Iterator[Report]:
    """Yield the reports of a folder's documents, read; what is none is left out."""
    for path in sorted(folder.rglob("*")) if folder else ():
        if path.suffix.lower() in SUFFIXES:
            try:
                yield read_bytes(path.read_bytes(), path.name)
            except TocsinError:
                continue


def median_ms(asked: Sequence[Callable[[], object]]) -> tuple[float, float]:
    """Return median and longest time of questions, in milliseconds."""
    taken: list[float] = []
    for one in asked:
        begun = time.perf_counter()
        one()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), max(taken)


def measure(path: Path, count: int, folder: Path | None) -> Iterator[str]:
    """Yield a line for each figure of a library of so many reports."""
    made = Made(7)
    read = list(documents(folder))
    text = 0
    spent = 0.0
    with Library(path) as library:
        for number in range(count):
            report = read[number] if number < len(read) else made.report(number)
            text += len(report.document.text.encode())
            begun = time.perf_counter()
            library.add(report, f"{number}.txt", now=NOW)
            spent += time.perf_counter() - begun
        claims = library.connection.execute("SELECT count(*) FROM claims").fetchone()[0]
        yield f"{len(library):,} reports ({len(read)} of them read documents), {claims:,} claims"
        yield f"add: {count / spent:,.0f} reports/s"
        library.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        beyond = (path.stat().st_size - text) / len(library)
        yield f"disk: {path.stat().st_size / len(library):,.0f} bytes a report, {beyond:,.0f} beyond its text"
        # common words, rare ones and several at once
        words = [*made.words[:20:4], *made.words[2_000:2_100:20]]
        searches = [*words, *(f"{one} {other}" for one, other in pairwise(words)), "report"]
        middle, longest = median_ms([lambda words=words: library.search(words) for words in searches])
        yield f"search: median {middle:.1f} ms, longest {longest:.1f} ms of {len(searches)}"
        largest = incidents(library)[:10]
        middle, longest = median_ms([lambda one=one: answer(library, one.id) for one in largest])
        yield (
            f"incident: median {middle:.0f} ms, longest {longest:.0f} ms of the {len(largest)} most reported"
            f" ({largest[0].reports:,} reports, {largest[0].claims:,} claims)"
        )
        speakers = [one[1] for one in made.speakers[:20]]
        middle, longest = median_ms([lambda who=who: positions(library, speaker=who) for who in speakers])
        yield f"positions of a speaker: median {middle:.1f} ms, longest {longest:.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--documents", type=Path, default=None)
    parser.add_argument("--work", type=Path, default=None)
    given = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        for line in measure(Path(folder) / "library.sqlite", given.reports, given.documents):
            print(line)


if __name__ == "__main__":
    main()
