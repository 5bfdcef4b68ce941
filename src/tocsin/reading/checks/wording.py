"""Checks of the text by itself: names in another spelling, days that are none, sentences that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from tocsin import knowledge
from tocsin.knowledge.entries import Group
from tocsin.model.report import Act, Claim, Mention, MentionKind, Problem, ProblemKind
from tocsin.reading.checks.findings import Reading, incident, problem
from tocsin.reading.frames import frames

_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DATED = re.compile(
    rf"\b(?:({'|'.join(_DAYS)}),?\s{{1,2}}(?:the\s)?)?"
    rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?({_MONTH})|({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?),?\s(\d{{4}})\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<=\s)\d{4}\b")
_LONGEST = 40  # characters: "Wednesday, the 23rd of September, 2021"
_BEFORE = frozenset(
    ["until", "previously", "before", "earlier", "initially", "first", "originally", "then", "formerly"]
)
_OTHER = frozenset(["similar", "another", "other", "last", "yet", "so", "far", "now", "publicly", "year"])
_CLOSE = 2  # letters by which two spellings of one name may differ


def name_variants(reading: Reading) -> Iterator[Problem]:
    """Find names in a spelling that is not theirs."""
    seen: set[str] = set()
    for mention in reading.mentions:
        if mention.kind is not MentionKind.PERSON or mention.text.casefold() in seen:
            continue
        known = _misspelt(mention.text, mention.id) if mention.id else _close_to(mention.text)
        if known is not None:
            seen.add(mention.text.casefold())
            yield problem(
                ProblemKind.NAME_VARIANT,
                f'"{" ".join(mention.text.split())}" does not fit the spelling on record, {known}.',
                mention.start,
                mention.end,
                suggestion=known,
            )


def _misspelt(text: str, person_id: str) -> str | None:
    person = knowledge.base().person(person_id)
    if person is None:
        return None
    return person.name if " ".join(text.split()) in person.misspellings else None


@cache
def _persons() -> dict[str, tuple[str, ...]]:
    """Return the full names on record by their first letter."""
    found: dict[str, list[str]] = {}
    for person in knowledge.base().persons():
        for name in (person.name, *person.names):
            if " " in name and name.isascii():
                found.setdefault(name[0].casefold(), []).append(name)
    return {letter: tuple(names) for letter, names in found.items()}


def _close_to(text: str) -> str | None:
    """Return the only name on record that differs in a letter or two, with one part of it the same."""
    written = " ".join(text.split())
    if len(written) < 9 or written.count(" ") == 0:
        return None
    near = {
        name
        for name in _persons().get(written[0].casefold(), ())
        if name.count(" ") == written.count(" ")
        and set(name.casefold().split()) & set(written.casefold().split())
        and 0 < distance(name.casefold(), written.casefold(), _CLOSE) <= _CLOSE
    }
    return next(iter(near)) if len(near) == 1 else None


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must change to make one word of the other; more than `most` is `most + 1`.

    >>> distance("anthony", "antony", 2), distance("kitten", "panda", 2)
    (1, 3)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (a != b))
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _dated(text: str) -> Iterator[re.Match[str]]:
    """Yield the days that a text names: looked for before its years only."""
    for year in _YEAR.finditer(text):
        end = year.end()
        yield from (one for one in _DATED.finditer(text, max(0, end - _LONGEST), end) if one.end() == end)


def impossible_dates(reading: Reading) -> Iterator[Problem]:
    """Find days that the calendar does not have, weekdays that do not fit, claims older than what they are about."""
    for found in _dated(reading.document.text):
        weekday, number, month = found.group(1), found.group(2) or found.group(5), found.group(3) or found.group(4)
        try:
            exact = date(int(found.group(6)), _MONTHS.index(month.lower()) + 1, int(number))
        except ValueError:
            yield problem(
                ProblemKind.DATE_IMPOSSIBLE, f'There is no day "{found.group()}".', found.start(), found.end()
            )
            continue
        if weekday and exact.weekday() != _DAYS.index(weekday.lower()):
            right = _DAYS[exact.weekday()].capitalize()
            yield problem(
                ProblemKind.DATE_IMPOSSIBLE,
                f"{weekday.capitalize()} does not fit the date: it was a {right}.",
                found.start(),
                found.end(),
                suggestion=right,
            )
    for claim in reading.claims:
        case = incident(claim.incident)
        begin = case.window.begin if case and case.window else None
        if begin and claim.date and claim.act is not Act.WARN and claim.date < begin[: len(claim.date)]:
            yield problem(
                ProblemKind.DATE_IMPOSSIBLE,
                f"Said on {claim.date}, before the activity it is about began by the record ({begin}).",
                claim.start,
                claim.end,
                claims=[claim],
            )


def contradictions(reading: Reading) -> Iterator[Problem]:
    """Find a speaker who does and does not blame the same party for the same thing."""
    for claim in reading.claims:
        if not claim.negated or (claim.negation == "no-evidence" and not claim.speakers):
            continue
        if claim.negation == "declined" and claim.accused:
            continue  # who will not lay one thing at a door may have laid another there
        if not claim.accused:
            yield from _blamed_after_all(reading, claim)
            continue
        if _words(claim) & _BEFORE:
            continue
        for other in reading.claims:
            same = _same_speaker(claim, other) and set(other.accused) & set(claim.accused)
            if other.negated or not same or other.act in (Act.DENY, Act.DEMAND, Act.WARN, Act.ADVISE):
                continue
            if other.incident != claim.incident and other.incident and claim.incident:
                continue
            yield problem(
                ProblemKind.CONTRADICTION,
                f"{', '.join(claim.speakers)} here does not blame {', '.join(claim.accused)}; "
                "another sentence says otherwise.",
                claim.start,
                claim.end,
                claims=[claim, other],
            )
            break


def _blamed_after_all(reading: Reading, claim: Claim) -> Iterator[Problem]:
    """Find a speaker who blames nobody for a deed, and somebody for the same deed, spoken of in the same words."""
    words = _words(claim)
    if claim.negation != "not" or words & (_BEFORE | _OTHER) or not claim.speakers:
        return
    deeds = words & frames().wrongs
    for other in reading.claims:
        theirs = _words(other)
        blames = other.act in (Act.ACCUSE, Act.ATTRIBUTE) and not other.negated and other.accused
        same = _same_speaker(claim, other) and deeds & theirs and not theirs & (_BEFORE | _OTHER)
        if not blames or not same or (other.incident != claim.incident and other.incident and claim.incident):
            continue
        yield problem(
            ProblemKind.CONTRADICTION,
            f"{', '.join(claim.speakers)} here blames nobody; another sentence says "
            f"{', '.join(other.accused)} was blamed.",
            claim.start,
            claim.end,
            claims=[claim, other],
        )
        return


def _words(claim: Claim) -> set[str]:
    return set(re.findall(r"[a-z]+(?:-[a-z]+)*", claim.quote.casefold()))


def _same_speaker(claim: Claim, other: Claim) -> bool:
    """Say whether both are of the same speakers, or the first of a whole state for which the other's speaker speaks."""
    if not claim.speakers or claim.speakers == other.speakers:
        return bool(claim.speakers)
    country = knowledge.base().country(claim.speaker_ids[0]) if claim.speaker_ids[0] else None
    return country is not None and claim.speakers == (country.name,) and other.speaker_ids == claim.speaker_ids


def _of_this_name(mention: Mention) -> Iterator[Group]:
    """Yield the actor whose first name this is: that one is meant, whoever else goes by it."""
    for entity in (mention.id, *mention.also):
        group = knowledge.base().group(entity) if entity else None
        if group is not None and group.name.casefold() == mention.text.casefold():
            yield group


def ambiguous_aliases(reading: Reading) -> Iterator[Problem]:
    """Find a name that several actors go by, where nothing else in the text says which is meant."""
    sets = [one for one in reading.mentions if one.kind is MentionKind.INTRUSION_SET]
    surely = {one.id for one in sets if not one.also}
    surely |= {group.id for one in sets for group in _of_this_name(one)}
    seen: set[str] = set()
    for mention in reading.mentions:
        ids = [mention.id, *mention.also]
        actors = [group for entity in ids if entity and (group := knowledge.base().group(entity)) is not None]
        key = mention.text.casefold()
        if mention.kind is not MentionKind.INTRUSION_SET or len(actors) < 2 or key in seen or surely & set(ids):
            continue
        seen.add(key)
        names = ", ".join(f"{group.name} ({group.id})" for group in actors)
        yield problem(
            ProblemKind.ALIAS_AMBIGUOUS,
            f'"{mention.text}" is a name of more than one actor: {names}.',
            mention.start,
            mention.end,
            suggestion="name the one that is meant",
        )
