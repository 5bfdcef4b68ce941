"""Incidents: which known cases a document is about, and where it says so.

In: a Document, its mentions and vulnerabilities. Out: `IncidentMention`s, the ones named most first; and the places.
A case's own name is enough, so is a looser cue with a word beside it that fits ("Microsoft attack" in a text that
speaks of Exchange), an advisory's number, or its vulnerabilities. The basis says which of these it was.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from tocsin import knowledge
from tocsin.knowledge.entries import Cue, Incident
from tocsin.model.report import Document, IncidentMention, Mention, MentionKind, Vulnerability
from tocsin.reading.sentences import Sentence

_BACK = 40  # places where incidents are named that "the attack" may look back to
_FEW = 3  # vulnerabilities that a text may name so that a single one of a case's ties it to the case
_STRENGTH = ("name", "advisory", "cue", "vulnerability")


@dataclass(frozen=True, slots=True)
class IncidentSpan:
    """A place where the text names an incident; basis `name`, `cue` or `advisory`."""

    start: int
    end: int
    id: str
    basis: str


def find_incidents(
    document: Document, mentions: Sequence[Mention], vulnerabilities: Sequence[Vulnerability]
) -> tuple[IncidentMention, ...]:
    """Return the incidents that the document is about, the surest and most often named first."""
    places: Counter[tuple[str, str]] = Counter()
    for span in incident_spans(document, mentions):
        places[span.id, span.basis] += 1
    for incident in _by_vulnerabilities(vulnerabilities):
        places[incident, "vulnerability"] += 1
    bases: dict[str, str] = {}
    for basis in _STRENGTH:
        for incident, of in places:
            if of == basis:
                bases.setdefault(incident, basis)
    ranked = sorted(
        bases,
        key=lambda one: (_STRENGTH.index(bases[one]), -sum(n for (id_, _), n in places.items() if id_ == one), one),
    )
    known = knowledge.base()
    return tuple(_mention(incident, bases[one]) for one in ranked if (incident := known.incident(one)) is not None)


def _mention(incident: Incident, basis: str) -> IncidentMention:
    return IncidentMention(
        id=incident.id,
        name=incident.name,
        basis="name" if basis == "cue" else basis,
        vulnerabilities=incident.vulnerabilities,
        window=incident.window,
    )


def incident_spans(document: Document, mentions: Sequence[Mention]) -> tuple[IncidentSpan, ...]:
    """Return every place where the text names an incident, in order; a looser cue never inside a name."""
    named = [
        IncidentSpan(mention.start, mention.end, incident, "name")
        for mention in mentions
        if mention.kind is MentionKind.INCIDENT and mention.id
        for incident in (mention.id, *(other for other in mention.also if other.startswith("incident:")))
    ]
    taken = [(span.start, span.end) for span in named]
    loose = [span for span in _loose(document.text) if not _meets(span, taken)]
    return tuple(sorted((*named, *loose), key=lambda span: (span.start, span.end, span.id)))


@lru_cache(maxsize=2)
def _loose(text: str) -> tuple[IncidentSpan, ...]:
    """Return what no table of names tells; kept for the last text, which several steps ask for, also in other marks."""
    return (*_cued(text), *_advisories(text))


_BARE = frozenset(
    [
        "attack",
        "attacks",
        "hack",
        "hacks",
        "cyberattack",
        "cyberattacks",
        "breach",
        "breaches",
        "intrusion",
        "intrusions",
        "compromise",
        "campaign",
        "operation",
        "outage",
        "incident",
        "hacking",
        "cyberattackers",
    ]
)
_DEFINITE = frozenset({"the", "this", "these", "that", "those"})


def _meets(span: IncidentSpan, taken: Sequence[tuple[int, int]]) -> bool:
    """Say whether a span shares characters with one of these, which are in order and do not meet."""
    at = bisect_left(taken, span.end, key=lambda one: one[0])
    return at > 0 and taken[at - 1][1] > span.start


def incident_of(sentence: Sentence, spans: Sequence[IncidentSpan], near: int | None = None) -> str | None:
    """Return the incident that a sentence speaks of: named in it, or by "the attack" the last one that is so called.

    Of several that it names, the one named nearest to the offset `near`.
    """
    first = bisect_left(spans, sentence.start, key=lambda span: span.start)
    last = bisect_left(spans, sentence.end, key=lambda span: span.start)
    if first < last:
        close = sentence.start if near is None else near
        return min(spans[first:last], key=lambda span: (abs(span.start - close), span.start)).id
    words = sentence.words
    bare = next(
        (
            words[index + ahead]
            for index, word in enumerate(words)
            if word in _DEFINITE
            for ahead in (1, 2, 3, 4)
            if index + ahead < len(words) and words[index + ahead] in _BARE
        ),
        None,
    )
    before = [span.id for span in spans[max(0, first - _BACK) : first] if span.basis != "advisory"]
    if bare is None or not before:
        return None
    return next((one for one in reversed(before) if bare.rstrip("s") in _called(one)), before[-1])


@cache
def _called(incident_id: str) -> frozenset[str]:
    """Return the words of an incident's names."""
    incident = knowledge.base().incident(incident_id)
    names = (incident.name, *incident.names) if incident else ()
    return frozenset(word.rstrip("s") for name in names for word in re.findall(r"[a-z]+", name.casefold()))


def _cued(text: str) -> Iterable[IncidentSpan]:
    lower = text.casefold()
    possible = tuple(cue for cue, parts in _parts().items() if all(part in lower for part in parts))
    if not possible:
        return
    owners, words = _cues(), _words(lower)
    for found in _pattern(possible).finditer(text):
        flat = _flat(found.group())
        for incident, cue in owners[flat]:
            own = Counter(flat.split())
            if any(_holds(words, own, near) for near in cue.near) or _hit_then(words, cue, incident):
                yield IncidentSpan(found.start(), found.end(), incident, "cue")


def _hit_then(words: Counter[str], cue: Cue, incident_id: str) -> bool:
    """Say whether the cue is an organisation that was hit, and the text speaks of an attack and of its year."""
    case = knowledge.base().incident(incident_id)
    if case is None or case.window is None or cue.text not in case.victims.organisations:
        return False
    years = {moment[:4] for moment in (case.window.begin, case.window.end) if moment}
    return any(words[year] for year in years) and any(words[word] for word in _BARE)


def _words(lower: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W_]+(?:[-.][^\W_]+)*", lower))


def _holds(words: Counter[str], own: Counter[str], near: str) -> bool:
    """Say whether every word of `near` is in the text, and not only as part of the cue itself."""
    return all(words[word] > own[word] or (words[word] and not own[word]) for word in _flat(near).split())


def _flat(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").split())


@cache
def _cues() -> dict[str, tuple[tuple[str, Cue], ...]]:
    owners: dict[str, list[tuple[str, Cue]]] = {}
    for incident in knowledge.base().incidents():
        for cue in incident.cues:
            owners.setdefault(_flat(cue.text), []).append((incident.id, cue))
    return {cue: tuple(of) for cue, of in owners.items()}


@cache
def _parts() -> dict[str, tuple[str, ...]]:
    """Return the words of each cue: looked for one by one first, since few texts have any cue's."""
    return {cue: tuple(re.findall(r"\w+", cue)) for cue in _cues()}


@lru_cache(maxsize=64)
def _pattern(cues: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(cues, key=len, reverse=True)
    written = "|".join(re.escape(cue).replace(r"\ ", r"\s{1,3}").replace("'", "['’]") for cue in longest)
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)


def _advisories(text: str) -> Iterable[IncidentSpan]:
    pattern, about = _numbers()
    if pattern is None:
        return
    for found in pattern.finditer(text):
        for incident in about[found.group().upper()]:
            yield IncidentSpan(found.start(), found.end(), incident, "advisory")


@cache
def _numbers() -> tuple[re.Pattern[str] | None, dict[str, tuple[str, ...]]]:
    """Return the numbers of advisories that are about incidents."""
    about = {one.id.upper(): one.about for one in knowledge.base().advisories() if one.about}
    if not about:
        return None, {}
    numbers = "|".join(re.escape(one) for one in sorted(about, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{numbers})(?![\w-])", re.IGNORECASE), about


def _by_vulnerabilities(vulnerabilities: Sequence[Vulnerability]) -> Iterable[str]:
    known = knowledge.base()
    named = {one.id for one in vulnerabilities}
    hits: Counter[str] = Counter()
    for cve in sorted(named):
        entry = known.vulnerability(cve)
        hits.update(entry.incidents if entry else ())
    for incident, count in sorted(hits.items()):
        case = known.incident(incident)
        most = case is not None and count >= 2 and count * 2 >= len(case.vulnerabilities)
        if most or len(named) <= _FEW:
            yield incident
