"""What to do in the next hour, day and week, by outcome, and the words of the letter explained. For laymen; fixed text.

Source of the steps: NIST SP 800-61 (containment, eradication, recovery) and CISA's Emergency Directive 21-02.
"""

from __future__ import annotations

from typing import NamedTuple

from tocsin.model.report import BehaviourKind
from tocsin.model.verdict import Outcome, Strength, Verdict
from tocsin.showing.outcomes import LOOKS

HOUR, DAY, WEEK = "In the next hour", "In the next day", "In the next week"

_KEEP = (
    "Keep what is there: copy the logs of all systems named here to a safe place, and stop their automatic deletion."
)
_CALL = "Call whoever handles incidents for you: your service provider, your national computer emergency team (CERT)."
_UPDATE = (
    "Check that the updates which close the weakness named in the report are installed, on every system of that kind."
)
_SWITCH_ON = (
    "Have the missing logs switched on, the first of the list above first, and older copies looked for in backups."
)
_REPEAT = "Run the same check again with the added logs, and again when the report is updated."

Steps = tuple[tuple[str, tuple[str, ...]], ...]
"""When, and what to do then."""

CONSISTENT: Steps = (
    (
        HOUR,
        (
            _KEEP,
            "Have a specialist look at the records named above before anything is switched off: they fit the report, "
            "and they fit harmless causes too.",
        ),
    ),
    (DAY, (_CALL, _UPDATE, _SWITCH_ON)),
    (WEEK, (_REPEAT,)),
)
"""When something was seen, and nothing of it is specific to the report."""

NEXT: dict[Outcome, Steps] = {
    Outcome.SEEN: (
        (
            HOUR,
            (
                "Take the systems marked “seen” off the network, but do not switch them off: what is in their memory "
                "would be lost.",
                _KEEP,
                _CALL,
            ),
        ),
        (
            DAY,
            (
                "Have a specialist look at the records named above, and at every other system these could reach.",
                "Change the passwords and keys that were used on the systems marked “seen”, from a clean system.",
                "Ask your data protection officer and lawyer about duties to report; some run for 72 hours only.",
            ),
        ),
        (
            WEEK,
            ("Set up the affected systems afresh rather than cleaning them.", _UPDATE, _SWITCH_ON, _REPEAT),
        ),
    ),
    Outcome.ATTEMPTED: (
        (HOUR, (_KEEP, _UPDATE)),
        (
            DAY,
            (
                "Have a specialist look at the records named above: attempts are common, and one that worked may have "
                "left nothing in these logs.",
                _SWITCH_ON,
            ),
        ),
        (WEEK, (_REPEAT,)),
    ),
    Outcome.PARTLY_BLIND: (
        (HOUR, (_KEEP,)),
        (DAY, (_SWITCH_ON, _UPDATE)),
        (
            WEEK,
            (
                _REPEAT,
                "Until then, say “we found nothing in what we could see”, and not “we were not hit”.",
            ),
        ),
    ),
    Outcome.BLIND: (
        (HOUR, (_KEEP,)),
        (DAY, (_SWITCH_ON, _UPDATE)),
        (
            WEEK,
            (
                _REPEAT,
                "Until then, say “we could not have seen it”. If systems were open to the internet without the "
                "updates, treat them as if they had been hit.",
            ),
        ),
    ),
    Outcome.NOT_SEEN: (
        (HOUR, ("Nothing has to be done at once.",)),
        (DAY, (_UPDATE,)),
        (WEEK, ("Keep the logs and this letter together: they are what the answer rests on.", _REPEAT)),
    ),
    Outcome.NOT_CHECKABLE: (
        (HOUR, ("Nothing has to be done at once.",)),
        (DAY, ("Read what the report advises: what it describes leaves no trace in logs like yours.",)),
        (WEEK, (_REPEAT,)),
    ),
}


def steps(verdict: Verdict) -> Steps:
    """Return what to do now, by the verdict's outcome and by how specific its hits are."""
    seen = [finding for finding in verdict.findings if finding.outcome is Outcome.SEEN]
    if verdict.outcome is Outcome.SEEN and seen and not any(found.strength is Strength.SPECIFIC for found in seen):
        return CONSISTENT
    return NEXT[verdict.outcome]


class Term(NamedTuple):
    """A word of the letter and what it means."""

    word: str
    meaning: str

    @staticmethod
    def used(verdict: Verdict) -> tuple[Term, ...]:
        """Return the words that a letter about this verdict uses."""
        outcomes = {finding.outcome for finding in verdict.findings} | {host.outcome for host in verdict.hosts}
        shown = tuple(
            Term(f"{look.symbol} {outcome.value}", f"{look.meaning}.")
            for outcome, look in LOOKS.items()
            if outcome in outcomes | {verdict.outcome}
        )
        kinds = {finding.behaviour.kind for finding in verdict.findings}
        return (*shown, *_ALWAYS, *(term for kind, term in _OF_KIND.items() if kind in kinds))


_ALWAYS = (
    Term("log", "a file in which a system notes what happens on it; a record is one line or entry of it."),
    Term("system", "a computer whose logs were handed in, by the name it calls itself."),
    Term("hit", "a record that meets one of the search rules, or holds a value that the report names."),
    Term("window", "the time in which something is said to have been done; only in it can its absence mean anything."),
    Term("event 1, event 4688, …", "the number by which a log tells one kind of record from the others."),
    Term("point", "one thing that the report says was done, looked for on one system."),
    Term("UTC", "Coordinated Universal Time, the time zone of all times here; local time differs by a few hours."),
)

_OF_KIND = {
    BehaviourKind.VULNERABILITY: Term("CVE-…", "the public number of a weakness in a program."),
    BehaviourKind.TECHNIQUE: Term("technique", "a way of attacking, by its name in MITRE’s public catalogue ATT&CK."),
    BehaviourKind.INDICATOR: Term("indicator", "an address, name or fingerprint that the report says attackers used."),
}
