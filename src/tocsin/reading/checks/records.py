"""Checks against the records of incidents and advisories: an actor, a list, a window that belong to another case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin import knowledge
from tocsin.knowledge.entries import Advisory, Incident, KnownClaim
from tocsin.model.report import Act, Claim, MentionKind, Problem, ProblemKind, VictimCountry
from tocsin.reading.checks.findings import (
    Reading,
    did_not_name,
    entities,
    incident,
    is_accused_of,
    problem,
    state_name,
    state_of,
)
from tocsin.reading.sentences import Sentence
from tocsin.reading.sentences import at as sentence_at

_FEWEST = 5  # countries that make a list worth comparing
_LIKE, _UNLIKE = 0.75, 0.5
_GOING_ON = (("the", "advisory"), ("the", "document"), ("the", "paper"), ("the", "alert"), ("this", "advisory"))
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
_BLAMING = frozenset({Act.ACCUSE, Act.ATTRIBUTE, Act.LINK, Act.ASSESS, Act.DETERMINE, Act.CONFIRM, Act.CONDEMN})
_DETAILING = frozenset(
    [
        "include",
        "including",
        "included",
        "includes",
        "lists",
        "list",
        "listed",
        "names",
        "name",
        "named",
        "details",
        "contains",
        "contain",
        "covers",
        "describes",
        "identify",
        "identifies",
        "identified",
    ]
)


def incidents_fused(reading: Reading) -> Iterator[Problem]:
    """Find an actor tied to one incident by a speaker whose record ties it to another."""
    for claim in reading.claims:
        case = incident(claim.incident)
        if case is None or claim.negated or claim.act not in _BLAMING:
            continue
        states = {state_of(entity) for entity in entities(reading, claim, "speakers")} - {None}
        states |= {one for one in claim.speaker_ids if one}
        ours = [known for known in case.said_by if state_of(known.speaker_id) in states]
        fused: list[tuple[str, str, KnownClaim | None]] = []
        for accused in entities(reading, claim, "accused"):
            if accused.startswith("body:") or knowledge.base().country(accused) is not None:
                continue
            if any(is_accused_of(known, accused) for known in ours):
                continue
            silent = next((known for known in ours if did_not_name(known, accused)), None)
            other = _elsewhere(accused, states, case) or _of_another_state(accused, ours)
            if silent is not None or (ours and other is not None):
                fused.append((accused, other or "other activity", silent))
        if fused:
            names = " and ".join(dict.fromkeys(_printed(reading, claim, accused) for accused, _, _ in fused))
            instead = "; ".join(f"{_printed(reading, claim, accused)}: {other}" for accused, other, _ in fused)
            yield problem(
                ProblemKind.INCIDENTS_FUSED,
                f"The sentence ties {names} to {case.name}. This does not fit the record of these speakers, "
                f"who name them for something else ({instead}).",
                claim.start,
                claim.end,
                claims=[claim],
                suggestion="keep the two apart",
            )


def _elsewhere(accused: str, states: set[str | None], case: Incident) -> str | None:
    """Return the incident for which speakers of these states name the accused, if it is not this one."""
    for other in knowledge.base().incidents():
        if other.id == case.id:
            continue
        if any(state_of(known.speaker_id) in states and is_accused_of(known, accused) for known in other.said_by):
            return other.name
    return None


def _of_another_state(accused: str, ours: Sequence[KnownClaim]) -> str | None:
    """Return what an actor is said to be where none of these speakers names anybody of its state for the incident."""
    group = knowledge.base().group(accused)
    blaming = [known for known in ours if known.act != Act.DENY.value]
    named = {entity for known in blaming for entity in known.accused_ids}
    states = {state_of(entity) or _country_of(entity) for entity in named} - {None}
    if group is None or group.country is None or not states or group.country in states:
        return None
    return f"a group said to be of {state_name(group.country)}"


def _country_of(entity: str) -> str | None:
    group = knowledge.base().group(entity)
    return group.country if group else None


def _printed(reading: Reading, claim: Claim, entity: str) -> str:
    return next((one.text for one in reading.within(claim.start, claim.end) if one.id == entity), entity)


def victims_of_another_incident(reading: Reading) -> Iterator[Problem]:
    """Find a list of countries that is on record for another incident than the one the sentence speaks of."""
    by_sentence: dict[tuple[int, str], list[VictimCountry]] = {}
    for victim in reading.victims.countries:
        sentence = sentence_at(reading.sentences, victim.start)
        if sentence is not None and victim.incident:
            by_sentence.setdefault((sentence.start, victim.incident), []).append(victim)
    for (_, case_id), victims in sorted(by_sentence.items()):
        codes = {victim.code for victim in victims}
        case = incident(case_id)
        if case is None or len(codes) < _FEWEST or _alike(codes, case) >= _UNLIKE:
            continue
        best = max(knowledge.base().incidents(), key=lambda other: (_alike(codes, other), other.id))
        if _alike(codes, best) < _LIKE:
            continue
        yield problem(
            ProblemKind.VICTIMS_OF_ANOTHER_INCIDENT,
            f"These countries do not fit what is on record for {case.name}; the list is on record for "
            f"{best.name}" + (f" ({best.victims.said_by})." if best.victims.said_by else "."),
            min(victim.start for victim in victims),
            max(victim.end for victim in victims),
            suggestion=best.name,
        )


def _alike(codes: set[str], case: Incident) -> float:
    theirs = set(case.victims.countries)
    return len(codes & theirs) / len(codes | theirs) if theirs else 0.0


def window_missing(reading: Reading) -> Iterator[Problem]:
    """Find charges over years of activity in a text that gives none of those years."""
    years = {int(year) for year in _YEAR.findall(reading.document.text)}
    several = len({span.id for span in reading.spans}) > 1
    raised: set[str] = set()
    for claim in reading.claims:
        case = incident(claim.incident)
        if claim.act is not Act.CHARGE or case is None or case.id in raised or claim.window is not None:
            continue
        window = case.window
        begin, end = _years(window.begin if window else None), _years(window.end if window else None)
        if begin is None or end is None or end - begin < 1 or years & set(range(begin, end + 1)):
            continue
        if not several and not years:
            continue
        if re.search(r"\b(?:decade|years|long-running|yearslong)\b", claim.quote, re.IGNORECASE):
            continue
        raised.add(case.id)
        yield problem(
            ProblemKind.WINDOW_MISSING,
            f"The text does not say when: what is charged here is on record for {begin} to {end}"
            + (f" ({case.window_said_by})" if case.window_said_by else "")
            + ", another time than the rest of the text.",
            claim.start,
            claim.end,
            claims=[claim],
            suggestion=f"{begin}-{end}",
        )


def _years(moment: str | None) -> int | None:
    return int(moment[:4]) if moment else None


def content_overstated(reading: Reading) -> Iterator[Problem]:
    """Find an advisory said to contain what, by its record, it does not."""
    before: tuple[Advisory, ...] = ()
    for sentence in reading.sentences:
        lower = sentence.text.casefold()
        goes_on = before if sentence.words[:1] == ("it",) or sentence.words[:2] in _GOING_ON else ()
        told = "advisory" in lower or "alert" in lower or re.search(r"\baa\d\d-\d{3}[a-z]\b", lower)
        before = (tuple(_meant(reading, sentence)) if told else ()) or goes_on
        if not before:
            continue
        if not set(sentence.words) & _DETAILING or {"not", "no", "without", "lacks", "nor"} & set(sentence.words):
            continue
        for advisory in before:
            lacking = _lacking(reading, sentence, advisory)
            if lacking is None:
                continue
            what, start, end = lacking
            yield problem(
                ProblemKind.CONTENT_OVERSTATED,
                f"By its record the advisory {advisory.id} does not contain this: it lacks {what}.",
                start,
                end,
                claims=[claim for claim in reading.claims if claim.start == sentence.start],
                suggestion=f"see {advisory.id} itself",
            )
            break


def _meant(reading: Reading, sentence: Sentence) -> Iterator[Advisory]:
    """Yield the advisory that a sentence names by number, or by exactly its publishers."""
    known = knowledge.base()
    numbers = {number.upper() for number in re.findall(r"(?i)\bAA\d\d-\d{3}[A-Z]\b", sentence.text)}
    if numbers:
        yield from (one for one in known.advisories() if one.id in numbers)
        return
    bodies = {
        one.id
        for one in reading.within(sentence.start, sentence.end)
        if one.kind is MentionKind.GOVERNMENT_BODY and one.id
    }
    candidates = [one for one in known.advisories() if len(one.publishers) > 1 and set(one.publishers) <= bodies]
    cases = {span.id for span in reading.spans if sentence.start <= span.start < sentence.end}
    published = reading.document.published
    for one in candidates:
        near = published is None or abs(int(published[:4]) - int(one.date[:4])) <= 1
        others = [
            other for other in candidates if set(other.publishers) == set(one.publishers) and cases & set(other.about)
        ]
        if set(one.publishers) == bodies and near and not others and one.lacks:
            yield one


def _lacking(reading: Reading, sentence: Sentence, advisory: Advisory) -> tuple[str, int, int] | None:
    """Return what the advisory lacks of what the sentence says of it, and where."""
    inside = reading.within(sentence.start, sentence.end)
    for lack in advisory.lacks:
        words = lack.casefold()
        if "groups" in words:
            actor = next((one for one in inside if one.kind is MentionKind.INTRUSION_SET), None)
            if actor is not None:
                return lack, actor.start, actor.end
        elif "cve" in words and "of" not in words.split():
            found = next((one for one in inside if one.kind is MentionKind.VULNERABILITY), None)
            if found is not None and found.id not in advisory.vulnerabilities:
                return lack, found.start, found.end
        elif "hack" in words or "cve of" in words:
            named = [span for span in reading.spans if sentence.start <= span.start < sentence.end]
            for span in named:
                case = incident(span.id)
                key = (
                    set(re.findall(r"[a-z]{5,}", words)) & set(re.findall(r"[a-z]{5,}", case.name.casefold()))
                    if case
                    else set[str]()
                )
                if key and span.id not in advisory.about:
                    return lack, span.start, span.end
    return None
