"""Checks of who is said to speak: a statement laid to another organisation, a group that did not all say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tocsin import knowledge
from tocsin.knowledge.entries import KnownClaim
from tocsin.model.report import Claim, Mention, MentionKind, Problem, ProblemKind
from tocsin.reading.checks.findings import Reading, did_not_name, entities, incident, problem, state_name, state_of
from tocsin.reading.frames import loud_words
from tocsin.reading.parties import party_words
from tocsin.reading.sentences import Sentence

_OWNERS = (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY)
_SPEAKING = (MentionKind.GOVERNMENT_BODY, MentionKind.PERSON)
_GAP = 8  # words between "an EU statement" and "from"
_COLLECTIVE = frozenset(
    ["allies", "group", "partners", "countries", "coalition", "nations", "governments", "states", "members", "alliance"]
)
_ABROAD = frozenset(
    [
        "ambassador",
        "envoy",
        "counterpart",
        "ally",
        "citizen",
        "national",
        "spy",
        "hacker",
        "attache",
        "attaché",
        "consul",
    ]
)
_MANY = re.compile(
    r"\b(?P<number>[1-9]\d{1,2}|(?:a|one)\s+hundred)\s+(?:\w+\s+)?(?:countries|governments|states|nations|capitals)"
    r"(?:\s+(?:\w+ly|have|had|also|now|together|all))*\s+(?P<verb>\w+)",
    re.IGNORECASE,
)
_MOST_STATES = 45
"""More than the members of NATO and of the European Union together, the largest group that ever joined a statement."""
_MEMBERS = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "HR",
        "CY",
        "CZ",
        "DK",
        "EE",
        "FI",
        "FR",
        "DE",
        "GR",
        "HU",
        "IE",
        "IT",
        "LV",
        "LT",
        "LU",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SK",
        "SI",
        "ES",
        "SE",
    ]
)


def organisation_of_another_speaker(reading: Reading) -> Iterator[Problem]:
    """Find `an EU statement from the Foreign Office`: none of those named belongs to whom the statement is laid to."""
    for sentence in reading.sentences:
        inside = list(reading.within(sentence.start, sentence.end))
        for mention in inside:
            if mention.kind in _OWNERS:
                yield from _document_of_another(reading, sentence, mention, inside)
            if mention.kind is MentionKind.PERSON:
                yield from _person_of_another(sentence, mention, inside)
        yield from _spoken_by_another(reading, sentence, inside)


def _document_of_another(
    reading: Reading, sentence: Sentence, owner: Mention, inside: Sequence[Mention]
) -> Iterator[Problem]:
    words = sentence.words
    state = state_of(owner.id)
    at = sentence.index_at(owner.end - 1) + 1
    document = next(
        (index for index in range(at, min(at + 3, len(words))) if words[index] in party_words().documents), None
    )
    if state is None or document is None:
        return
    source = next(
        (index for index in range(document + 1, min(document + _GAP, len(words))) if words[index] in ("from", "by")),
        None,
    )
    if words[document + 1 : document + 2] == (",",) and sentence.index_at(owner.start) < _GAP and "in" in words[:2]:
        source = document + 1  # "In a German statement, the FBI blamed ..."
    if source is None:
        return
    named = _listed(sentence, inside, source + 1)
    if named:
        yield from _another(reading, sentence, owner, named)


def _spoken_by_another(reading: Reading, sentence: Sentence, inside: Sequence[Mention]) -> Iterator[Problem]:
    """Find `X condemned it in a statement by Y` where Y is of another state than X."""
    words = sentence.words
    for at in range(1, len(words) - 3):
        if words[at] != "in" or words[at + 1] not in ("a", "its", "an", "their"):
            continue
        document = next(
            (index for index in range(at + 2, min(at + 5, len(words))) if words[index] in party_words().documents), None
        )
        if document is None or document + 1 >= len(words) or words[document + 1] not in ("by", "from"):
            continue
        owner = next((mention for mention in inside if mention.kind in _OWNERS), None)
        named = _listed(sentence, inside, document + 2)
        if owner is None or not named or sentence.index_at(owner.start) > 4 or owner.end > named[0].start:
            continue
        yield from _another(reading, sentence, owner, named)


def _another(reading: Reading, sentence: Sentence, owner: Mention, named: Sequence[Mention]) -> Iterator[Problem]:
    """Object to a statement that is laid to one state where all that are named as its source are of one other."""
    state = state_of(owner.id)
    states = {state_of(mention.id) for mention in named}
    if state is None or None in states or state in states or state == "NATO" or len(states) != 1:
        return
    if state == "EU" and states & _MEMBERS:
        return
    (theirs,) = (one for one in states if one)
    listed = ", ".join(mention.name for mention in named)
    yield problem(
        ProblemKind.ORGANISATION_OF_ANOTHER_SPEAKER,
        f"The statement is laid to {state_name(state)}, which does not fit those named as its source: "
        f"{listed} belong to {state_name(theirs)}.",
        owner.start,
        named[-1].end,
        claims=[claim for claim in reading.claims if claim.start == sentence.start],
        suggestion=f"a statement of {state_name(theirs)}",
    )


def _listed(sentence: Sentence, inside: Sequence[Mention], first: int) -> list[Mention]:
    """Return the bodies and persons of the list that begins at a word."""
    found: list[Mention] = []
    at = first
    for mention in inside:
        begin, end = sentence.index_at(mention.start), sentence.index_at(mention.end - 1) + 1
        if begin < first:
            continue
        between = sentence.words[at:begin]
        if len(between) > (8 if not found else 3) or not all(_may_stand(word, bool(found)) for word in between):
            break
        at = end
        if mention.kind in _SPEAKING:
            found.append(mention)
        elif mention.kind not in _OWNERS:
            break
    return found


def _may_stand(word: str, listed: bool) -> bool:
    if word in (",", "and", "the", "&", "'s", "its", "s"):
        return True
    return not listed and (word.isalpha() or word == "-") and word not in party_words().prepositions


def _person_of_another(sentence: Sentence, person: Mention, inside: Sequence[Mention]) -> Iterator[Problem]:
    """Find `EU Foreign Secretary` before the name of a British one."""
    state = state_of(person.id)
    if state is None:
        return
    before = [mention for mention in inside if mention.end <= person.start and mention.kind in _OWNERS]
    if not before or before[-1].also:
        return
    owner = before[-1]
    first, last = sentence.index_at(owner.end - 1) + 1, sentence.index_at(person.start)
    between = sentence.words[first:last]
    claimed = state_of(owner.id)
    title = [word for word in between if word.isalpha()]
    if claimed is None or claimed == state or not 1 <= len(title) <= 5 or set(title) & _ABROAD:
        return
    if not all(word.isalpha() or word in ("-", "'s") for word in between) or set(title) & party_words().prepositions - {
        "of",
        "for",
    }:
        return
    if not set(title) & {
        "secretary",
        "minister",
        "president",
        "director",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "general",
        "chief",
    }:
        return
    if claimed in ("EU", "NATO", "UN") and state in _MEMBERS | {"GB", "NO", "US", "CA"} and claimed != "EU":
        return
    yield problem(
        ProblemKind.ORGANISATION_OF_ANOTHER_SPEAKER,
        f"{person.name} is given an office of {state_name(claimed)}, which does not fit the offices on record: "
        f"these are of {state_name(state)}.",
        owner.start,
        person.end,
        suggestion=state_name(state),
    )


def speakers_overgeneralised(reading: Reading) -> Iterator[Problem]:
    """Find a body accused by a whole group, or by somebody, where the record has speakers who did not name it."""
    raised: set[tuple[str, str]] = set()
    for claim in reading.claims:
        case = incident(claim.incident)
        if case is None or claim.negated:
            continue
        for accused in entities(reading, claim, "accused"):
            silent = [known for known in case.said_by if did_not_name(known, accused)]
            if not silent or not _is_body(accused) or (case.id, accused) in raised:
                continue
            concerned = _concerned(reading, claim, silent)
            if not concerned:
                continue
            raised.add((case.id, accused))
            name = next(name for name, entity in zip(claim.accused, claim.accused_ids, strict=True) if entity or name)
            who = ", ".join(
                dict.fromkeys(f"{known.speaker} ({known.date})" if known.date else known.speaker for known in concerned)
            )
            yield problem(
                ProblemKind.SPEAKERS_OVERGENERALISED,
                f"Not everybody in this group is on record as naming {name}: by the record, {who} did not.",
                claim.start,
                claim.end,
                claims=[claim],
                suggestion="say who named whom",
            )


def too_many_speakers(reading: Reading) -> Iterator[Problem]:
    """Find `180 governments attributed it to Y`: more states than ever blamed anybody together."""
    for sentence in reading.sentences:
        for found in _MANY.finditer(sentence.text):
            count = int(found["number"]) if found["number"].isdecimal() else 100
            if count <= _MOST_STATES or found["verb"].casefold() not in loud_words():
                continue
            yield problem(
                ProblemKind.SPEAKERS_OVERGENERALISED,
                f"{count} states are more than are on record as speakers of any such statement.",
                sentence.start + found.start(),
                sentence.start + found.end(),
                claims=[claim for claim in reading.claims if claim.start == sentence.start],
                suggestion="say which states spoke",
            )


def _is_body(entity: str) -> bool:
    return entity.startswith("body:") and not entity.endswith("-GOV")


def _concerned(reading: Reading, claim: Claim, silent: Sequence[KnownClaim]) -> list[KnownClaim]:
    """Return those of the silent ones that the claim's speakers take in."""
    collective = any(
        set(name.casefold().split()) & _COLLECTIVE and entity is None
        for name, entity in zip(claim.speakers, claim.speaker_ids, strict=True)
    )
    if collective:
        return list(silent)
    states = {state_of(entity) for entity in entities(reading, claim, "speakers")} - {None}
    named = [known for known in silent if state_of(known.speaker_id) in states]
    spoke = {
        state_of(known.speaker_id)
        for case in knowledge.base().incidents()
        for known in case.said_by
        if known not in silent and case.id == claim.incident
    }
    return [known for known in named if state_of(known.speaker_id) not in spoke] if len(claim.speakers) > 1 else []
