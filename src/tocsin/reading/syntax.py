"""Who does what in a sentence: the subject, object and agent of a verb, and who is blamed in a stretch of words.

In: a sentence, its phrases and triggers. Out: groups of phrases. The reading is shallow, by order and function words;
everything that claims ask of a sentence's grammar is asked here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from tocsin.reading.frames import Form, Trigger, find_triggers, frames, verb_forms
from tocsin.reading.phrases import Party, Phrase, known_verbs, party_words
from tocsin.reading.sentences import Sentence

Group = tuple[Phrase, ...]

_JOINTS = frozenset({",", "and", "&", "or", "/"})
_CUTS = frozenset({";", ":", "because", "whereas", "although", "though", "while", "unless", "if"})
_RELATIVES = frozenset({"who", "which", "that"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
_VICTIM = frozenset({"victim", "target", "victims", "member", "partner", "leader"})
_REACH = 9  # words between a culprit and what it did
_WRONG_NEAR = 26


@dataclass(frozen=True, slots=True)
class Blame:
    """Somebody blamed in a stretch of words: who, and the words that say for what."""

    group: Group
    first: int
    last: int
    event: bool  # blamed for one event, rather than for how it behaves


class Syntax:
    """The grammar of one sentence, as far as claims need it."""

    def __init__(self, sentence: Sentence, phrases: Sequence[Phrase], taken: frozenset[int]) -> None:
        """Read a sentence; tokens in `taken` lie within names and are no verbs."""
        self.sentence = sentence
        self.words = sentence.words
        self.phrases = tuple(phrase for phrase in phrases if not phrase.attached and not self._aside(phrase))
        self._covered = taken | {
            index for phrase in phrases for index in range(phrase.core, phrase.last) if not phrase.pronoun
        }

    @cached_property
    def triggers(self) -> tuple[Trigger, ...]:
        """Return the speech acts whose verb is no part of a name."""
        return tuple(trigger for trigger in find_triggers(self.words) if trigger.verb not in self._covered)

    def _aside(self, phrase: Phrase) -> bool:
        """Say whether it is only the abbreviation of the name before: "the Bureau (FBI)"."""
        return self.words[phrase.first - 1 : phrase.first] == ("(",) and self.words[phrase.last : phrase.last + 1] == (
            ")",
        )

    def _between(self, first: int, last: int) -> list[str]:
        """Return words, without those in brackets."""
        found: list[str] = []
        depth = 0
        for word in self.words[first:last]:
            depth += word == "("
            if depth == 0:
                found.append(word)
            depth -= word == ")" and depth > 0
        return found

    # who

    def subject(self, trigger: Trigger) -> Group:
        """Return who does what the verb says; of a passive, to whom it is done."""
        if trigger.form in (Form.ACTIVE, Form.GERUND) and self._inverted(trigger):
            return self.right(self._at(trigger.end))
        before = self.words[trigger.group - 1] if trigger.group else ""
        if trigger.form is Form.REDUCED:
            return self._nearest(trigger.group, gap=False)
        if before in _RELATIVES:
            return self._antecedent(trigger.group - 1)
        if trigger.form is Form.GERUND and trigger.frame.roles == "say":
            spoken = [one for one in self.triggers if one.frame.roles == "say" and one.verb < trigger.verb]
            if spoken and spoken[-1].form is not Form.GERUND:
                return self.subject(spoken[-1])  # "..., X said, adding that ..."
        if trigger.form in (Form.GERUND, Form.INFINITIVE) or before in ("and", "or", "but", "then"):
            return self._first(trigger.group)
        return self._nearest(trigger.group, gap=True)

    def agent(self, trigger: Trigger) -> Group:
        """Return whom "by" names behind a verb, or nobody."""
        for phrase in self.phrases:
            behind = phrase.first >= trigger.end and phrase.preposition == "by" and not phrase.modifier
            if behind and not self._cut(trigger.end, phrase.first):
                return self.right(phrase)
        return ()

    def object(self, trigger: Trigger) -> Group:
        """Return what stands right behind the verb."""
        for phrase in self.phrases:
            if phrase.first < trigger.end:
                continue
            between = self.words[trigger.end : phrase.first]
            idle = all(
                word in party_words().articles
                or word in ('"', "'")
                or word.endswith("ly")
                or word.isdigit()
                or word.isalpha()
                for word in between
            )
            if phrase.preposition and phrase.first > trigger.end:
                return ()
            if idle and len(between) <= 2 and not set(between) & party_words().prepositions:
                return self.right(phrase)
            return ()
        return ()

    def governed(self, trigger: Trigger, prepositions: frozenset[str]) -> Group:
        """Return the first party behind the verb that one of these prepositions governs."""
        for phrase in self.phrases:
            if phrase.first >= trigger.end and phrase.preposition in prepositions and not phrase.pronoun:
                if self._cut(trigger.end, phrase.first):
                    return ()
                return self.right(phrase)
        return ()

    def behind(self, first: int, last: int) -> Group:
        """Return the parties in a stretch of words, modifiers too."""
        return tuple(
            phrase for phrase in self.phrases if first <= phrase.core and phrase.last <= last and not phrase.pronoun
        )

    # what is joined

    def right(self, phrase: Phrase | None) -> Group:
        """Return a phrase and those that follow it in one list."""
        if phrase is None:
            return ()
        group = [phrase]
        for other in self.phrases[self.phrases.index(phrase) + 1 :]:
            between = self._between(group[-1].last, other.first)
            if (
                not between
                or not all(word in _JOINTS or word in party_words().articles for word in between)
                or other.preposition
            ):
                break
            if not set(between) & _JOINTS or other.pronoun:
                break
            if group[-1].party.noun and not group[-1].party.is_named and "and" not in between and other.party.noun:
                break
            group.append(other)
        return self._settled(group, apart=True)

    def _left(self, phrase: Phrase) -> Group:
        group = [phrase]
        for other in reversed(self.phrases[: self.phrases.index(phrase)]):
            between = self._between(other.last, group[0].first)
            if (
                not between
                or not all(word in _JOINTS or word in party_words().articles for word in between)
                or other.pronoun
            ):
                break
            if not set(between) & _JOINTS or group[0].preposition:
                break
            group.insert(0, other)
        if len(group) > 2 and group[0].preposition and not group[-1].preposition:
            group = group[1:]  # "... crossed into Ukraine, the United States and Britain said"
        if len(group) == 2 and group[0].preposition and "and" not in self._between(group[0].last, group[1].first):
            group = group[1:]  # "... attack by Iran, spokeswoman Jane Doe said"
        return self._settled(group, apart=False)

    def _settled(self, group: list[Phrase], *, apart: bool) -> Group:
        """Tell a list from an apposition: two names with a comma alone between them are one party."""
        first, last = group[0], group[-1]
        joined = any(
            set(self.words[one.last : two.first]) & {"and", "&", "or"} for one, two in itertools.pairwise(group)
        )
        if len(group) == 1 or joined or len(group) > 3:
            return tuple(one for one in group if not one.possessive)
        after = self.words[last.last] if last.last < len(self.words) else ""
        clause = after in known_verbs() or after in party_words().between  # "..., Iran was": begins another clause
        return (first,) if first.party.is_named or (apart and clause) else (last,)

    # where

    def _at(self, index: int) -> Phrase | None:
        return next((phrase for phrase in self.phrases if phrase.first == index), None)

    def _inverted(self, trigger: Trigger) -> bool:
        """Say whether the verb stands before its subject: `..., said X`."""
        phrase = self._at(trigger.end)
        if trigger.frame.roles not in ("say", "clause", "warn") or phrase is None or trigger.group == 0:
            return False
        return self.words[trigger.group - 1] in (",", '"', "'") and not phrase.pronoun

    def _cut(self, first: int, last: int) -> bool:
        return bool(set(self.words[first:last]) & _CUTS)

    def _boundary(self, index: int) -> int:
        for at in range(index - 1, -1, -1):
            if self.words[at] in _CUTS:
                return at + 1
        return 0

    def _nearest(self, index: int, *, gap: bool) -> Group:
        """Return the nearest phrase to the left that no preposition governs, with what is joined to it."""
        boundary = self._boundary(index)
        end = index
        for phrase in reversed(self.phrases):
            if phrase.last > end or phrase.first < boundary or phrase.modifier:
                continue
            group = self._left(phrase)
            if not group:
                continue
            end = group[0].first
            if group[0].preposition or phrase.preposition:
                continue
            if gap and self._has_verb(phrase.last, index):
                return ()
            return group
        return ()

    def _has_verb(self, first: int, last: int) -> bool:
        """Say whether another verb stands between a phrase and its verb, so that they do not belong together."""
        for at in range(first, last):
            word = self.words[at]
            if word in _RELATIVES or (word == "," and at == first):
                return False
            spoken = any(trigger.verb == at for trigger in self.triggers)
            if spoken or (word in known_verbs() and not word.endswith("ing") and at not in self._covered):
                return True
        return False

    def _first(self, index: int) -> Group:
        boundary = self._boundary(index)
        for phrase in self.phrases:
            if phrase.first >= boundary and phrase.last <= index and not phrase.preposition and not phrase.modifier:
                return self.right(phrase)
        return ()

    def _antecedent(self, index: int) -> Group:
        for phrase in reversed(self.phrases):
            if phrase.last > index or phrase.possessive or phrase.preposition in ("in", "at", "on", "for"):
                continue
            return self._left(phrase)
        return ()

    # blame

    def blames(self, first: int, last: int, *, but: frozenset[Phrase] = frozenset()) -> Iterator[Blame]:
        """Yield who is blamed in a stretch of words, by "X was behind", "X hacked", "launched by X", "work of X"."""
        for phrase in self.phrases:
            if (
                phrase.first < first
                or phrase.last > last
                or phrase in but
                or phrase.pronoun
                or not accusable(phrase.party)
            ):
                continue
            blame = self._as_subject(phrase, last) or self._as_agent(phrase, first)
            if blame is not None:
                yield blame

    def _as_subject(self, phrase: Phrase, last: int) -> Blame | None:
        if phrase.preposition not in ("", "than", "that"):
            return None
        wrong = self._own_wrong(phrase) if phrase.modifier else phrase.last
        if wrong is None:
            return None
        at = begin = self._past_insertion(wrong, last)
        skipped: list[str] = []
        while at < last and at - begin < _REACH and self._idle(at) and not self._blamed(at):
            skipped.append(self.words[at])
            at += 1
        if at >= last:
            return None
        if set(skipped) & _BE and (self._blamed(at) or self._is_wrong(at, last)):
            return Blame(self._left(phrase), at, last, self._blamed(at))
        if phrase.modifier and set(skipped) & {"is", "are", "was", "were"}:
            return Blame((phrase,), phrase.last, last, False)
        deed = verb_forms("deeds").get(self.words[at])
        passive = bool(skipped) and skipped[-1] in ("is", "are", "was", "were", "been", "being", "be")
        if deed is None or at in self._covered or (passive and deed[1] != "ing") or (deed[1] == "ing" and not passive):
            return None
        if deed[1] == "base" and not skipped and not phrase.party.noun.endswith("s"):
            return None
        breaks = deed[0] == "break" and self.words[at + 1 : at + 2] == ("into",)
        if (
            self.words[at] not in verb_forms("strong")
            and not breaks
            and not self._wrong(at, min(last, at + _WRONG_NEAR))
        ):
            return None
        event = deed[1] == "past"
        return Blame(self._left(phrase), at, last, event)

    def _blamed(self, at: int) -> bool:
        """Say whether a word for "it was him" stands here: "behind", "responsible"."""
        rest = " ".join(self.words[at : at + 5]) + " "
        return any(rest.startswith(blamed + " ") for blamed in frames().blamed)

    def _is_wrong(self, at: int, last: int) -> bool:
        """Say whether what somebody is called here is a wrong: `is "the empire of hacking"`."""
        start = at + (self.words[at] in ("'", '"'))
        noun = self.words[start : min(last, start + 6)]
        return noun[:1] in (("the",), ("a",), ("an",)) and bool(set(noun) & frames().wrongs) and not set(noun) & _VICTIM

    def _own_wrong(self, phrase: Phrase) -> int | None:
        """Return where the wrong ends that a phrase modifies: "Chinese malicious cyber activity"."""
        for at in range(phrase.last, min(phrase.last + 7, len(self.words))):
            word = self.words[at]
            if word in party_words().stops or word in party_words().prepositions or word in (",", ";", ":"):
                return None
            if (
                word in frames().wrongs
                and word not in ("cyber", "hacking", "ransomware")
                and word not in verb_forms("strong")
            ):
                return at + 1
        return None

    def _past_insertion(self, at: int, last: int) -> int:
        """Skip `, tracked elsewhere as ...,` behind a noun."""
        if self.words[at : at + 1] == (",",) and self.words[at + 1 : at + 2] != ("and",):
            for closing in range(at + 2, min(last, at + 18)):
                if self.words[closing] == "," and (self._idle(closing + 1) if closing + 1 < last else False):
                    return closing + 1
        return at

    def _idle(self, at: int) -> bool:
        word = self.words[at]
        return word in party_words().between or word.endswith("ly") or word in ("'", '"')

    def _as_agent(self, phrase: Phrase, first: int) -> Blame | None:
        before = self.words[max(first, phrase.first - 10) : phrase.first]
        if phrase.preposition == "by" and (set(before) & set(verb_forms("events")) or set(before) & frames().wrongs):
            event = not set(before) & {"is", "are"}
            return Blame(self.right(phrase), max(first, phrase.first - 10), phrase.last, event)
        tail = " ".join(before)
        if phrase.preposition == "of" and any(
            f"{noun} of" in tail for noun in ("work", "hand", "hands", "handiwork", "fingerprints", "doing")
        ):
            return Blame(self.right(phrase), max(first, phrase.first - 10), phrase.last, True)
        works = set(before[-2:]) & {"work", "works", "worked", "working", "behalf"}
        if phrase.preposition in ("for", "of") and works and not phrase.modifier:
            return Blame(self.right(phrase), max(first, phrase.first - 4), phrase.last, True)
        if phrase.preposition == "from" and set(before[-4:]) & set(verb_forms("events")) and not phrase.modifier:
            return Blame(self.right(phrase), max(first, phrase.first - 10), phrase.last, True)
        return None

    def _wrong(self, first: int, last: int) -> bool:
        return bool(set(self.words[first:last]) & frames().wrongs)


def accusable(party: Party) -> bool:
    """Say whether a party can be accused: it has a name, or a noun for those who are."""
    return party.is_named or party.noun in party_words().accused
