"""Parties: who a noun phrase means, so that it can speak or be accused.

In: a tree, the mentions that its words belong to, a word that heads a noun phrase. Out: a `Party`: the name to print,
the id to give, the state it belongs to. A noun for somebody ("spokesman", "hackers") takes the name that stands with
it ("Kremlin spokesman Dmitry Peskov", "a group calling itself Predatory Sparrow") or the state it is of.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

from msgspec.structs import replace as replace_kind

from tocsin import knowledge
from tocsin.model.noun import Noun
from tocsin.model.report import Mention, MentionKind
from tocsin.reading.frames import frames
from tocsin.reading.lexicons import lexicon, mention_words
from tocsin.reading.tied_to import tells_no_state, without_deed
from tocsin.reading.titles import not_public, of_brand
from tocsin.reading.titles_by_order import state_before
from tocsin.reading.trees import Tree, Word
from tocsin.reading.written_names import as_written, disowned, is_demonym, state_of_person, unquoted, untitled

PARTY_KINDS = (
    MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION, MentionKind.PERSON,
    MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR,
)  # fmt: skip
ACTORS = (MentionKind.INTRUSION_SET, MentionKind.THREAT_ACTOR)
STATES = (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY)
_WITHIN = ("compound", "flat", "amod", "nmod", "det", "nummod", "punct", "fixed", "goeswith", "advmod", "case", "obl")
_OF = frozenset({"of", "from", "in", "at", "for", "to", "with", "by", "within", "inside"})
_MISSIONS = frozenset({"embassy", "mission", "consulate"})
_PAY = frozenset(
    ["payroll", "pay", "service", "employ", "control", "command", "direction", "behest", "order", "bidding"]
)
_PAID = frozenset({"on", "in", "under", "at"})
_OFFICES = frozenset(
    {"embassy", "mission", "consulate", "spokesman", "spokeswoman", "spokesperson", "ambassador", "minister"}
)
_DROPPED = frozenset(
    ["the", "a", "an", "its", "his", "her", "their", "our", "this", "that", "these", "those", "both", "some", "several",
     "another", "whom", "who", "which", "whose", "such"]
)  # fmt: skip
_JUDGED = frozenset({"highly", "sophisticated", "malicious", "notorious", "prolific", "so-called"})
_FIRMS = frozenset(["company", "firm", "vendor", "start-up", "startup", "newspaper", "daily", "magazine", "broadcaster",
                    "site", "website", "outlet", "weekly"])  # fmt: skip
_BROADCASTERS = frozenset({"television", "tv", "radio", "newspaper", "magazine", "daily", "weekly"})
_TITLED = 10  # words between an official and the comma before a name
TIES = frozenset({"link", "tie", "connection"})
_TIED = 7  # words of a clause that is told with a noun
_BANDS = frozenset({"group", "gang", "crew", "collective", "team", "band"})
_SERVING = frozenset({"work", "act", "operate"})
_KNOWN_AS = frozenset({"investigator", "researcher", "analyst", "sleuth", "blogger"})  # who have handles as names


class PartyWords(Noun, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nouns for those who speak or are accused."""

    speaking: frozenset[str]
    accused: frozenset[str]
    documents: frozenset[str]
    spokesmen: frozenset[str]
    officials: frozenset[str]
    naming: frozenset[str]
    plural_bodies: frozenset[str]
    prepositions: frozenset[str]
    brands: frozenset[str]
    same: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody: the name to print, the id to give, the state it belongs to."""

    name: str
    id: str | None
    country: str | None
    kind: MentionKind | None  # None: a noun for somebody, no name
    noun: str = ""  # the head noun where there is no name
    entity: str | None = None  # the knowledge base's id of what is named

    @property
    def is_named(self) -> bool:
        """Whether it has a name of its own."""
        return self.kind is not None


@cache
def party_words() -> PartyWords:
    """Return the word lists."""
    return lexicon("parties.yaml", PartyWords)


@cache
def people() -> frozenset[str]:
    """Return the nouns for whoever may speak or be accused."""
    return party_words().speaking | party_words().accused


def party_of(mention: Mention) -> Party:
    """Return whom a mention means: its own name, and the id by which claims know it.

    The id of an office or a named official is its state's; that of an actor its own; other names have none.
    """
    known = knowledge.base()
    kind, country, ident = mention.kind, None, None
    name = as_written(mention)
    if kind is MentionKind.COUNTRY:
        country = ident = mention.id
    elif kind is MentionKind.GOVERNMENT_BODY:
        body = known.body(mention.id) if mention.id else None
        country = ident = body.country if body else None
    elif kind is MentionKind.PERSON:
        country = ident = state_of_person(mention.id)
    elif kind in ACTORS:
        ident = mention.id
    return Party(name, ident, country, kind, entity=mention.id)


@dataclass(frozen=True)
class Scene:
    """A tree and the mentions of parties in it, by the number of each word that belongs to one."""

    tree: Tree
    mentions: dict[int, Mention] = field(default_factory=dict[int, Mention])
    taken: frozenset[int] = frozenset()  # words of other names: software, incidents, vulnerabilities
    _parties: dict[int, Party] = field(default_factory=dict[int, Party], init=False, repr=False, compare=False)
    _made: dict[Any, Any] = field(default_factory=dict[Any, Any], init=False, repr=False, compare=False)

    def once(self, make: Callable[[Scene], Any]) -> Any:
        """Return what a function makes of this scene, worked out once."""
        return self._made[make] if make in self._made else self._made.setdefault(make, make(self))

    def party(self, at: int) -> Party:
        """Return whom the noun phrase headed by a word means, by itself."""
        if at not in self._parties:
            self._parties[at] = self._party(at)
        return self._parties[at]

    def _party(self, at: int) -> Party:
        mention = self.mentions.get(at)
        if mention is not None:
            named = self._by_its_name(mention, at) or self._some_of_state(mention, at)
            if named is not None:
                return named
            return self._in_full(self._owned(party_of(mention), at), at)
        word = self.tree.words[at]
        unknown = self.unknown_name(at)
        if unknown is not None:
            return unknown
        if word.dep == "appos" and word.head in self.mentions and self._beside(word.head, at):
            return self.party(word.head)
        named = self._name_with(at) or self._whose_spokesman(at)
        if named is not None:
            return named
        state = self._state_of(at)
        ident = state.country if state is not None else None
        name = self.written(at)
        return Party(self._with_ties(at, name), ident, ident, None, self.tree.noun(at))

    def _with_ties(self, at: int, name: str) -> str:
        """Take in the short clause that says whose somebody is: "hackers working for Vietnam", "for a service"."""
        actor = self.tree.words[at].lemma in party_words().same["actor"]
        if any(mention.text in name for mention in self.mentions.values()):
            return name
        for kid in self.tree.kids(at, "acl", "nmod"):
            tied = kid.dep == "nmod" and kid.lemma in TIES and self.tree.case(kid.i) == "with"
            if kid.dep == "nmod" and not tied:
                continue
            words = without_deed(self.tree, [one for one in self._phrase(kid.i) if one >= kid.i or tied], self.mentions)
            whole = words == list(range(words[0], words[-1] + 1)) and words[0] == at + 1 and len(words) <= _TIED
            whose = any(one in self.mentions for one in words) and self._state_of(at) is not None
            if whole and "relcl" not in kid.relation and (whose or (actor and kid.lemma in _SERVING)):
                return " ".join(f"{name} {self.tree.text(words[0], words[-1] + 1)}".split())
        return name

    def _by_its_name(self, mention: Mention, at: int) -> Party | None:
        """Return the name behind a noun for the office: "Ukraine's computer emergency response team, CERT-UA"."""
        if mention.kind is not MentionKind.GOVERNMENT_BODY or not mention.text[-1:].islower():
            return None
        if mention.text.split()[-1][:1].isupper():
            return None
        for kid in self.tree.kids(at, "appos", "flat"):
            name = self.mentions.get(kid.i)
            if kid.i > at and name is not None and name.kind is MentionKind.GOVERNMENT_BODY and name.id:
                return party_of(name)
        return None

    def _some_of_state(self, mention: Mention, at: int) -> Party | None:
        """Return persons who are told by what state they are of: "three Iranians", "a Russian"; not the state."""
        kids = self.tree.kids(at, "nummod", "det")
        few = any(kid.dep == "nummod" or kid.word in ("a", "an", "another") for kid in kids)
        if mention.kind is not MentionKind.COUNTRY or not few or not is_demonym(mention.text):
            return None
        return Party(self.written(at), mention.id, mention.id, None, "citizen")

    def _whose_spokesman(self, at: int) -> Party | None:
        """Return the body that a spokesman without a name speaks for: "a spokesman for the Chinese embassy"."""
        if not self.tree.words[at].lemma.startswith("spokes"):
            return None
        for kid in self.tree.kids(at, "nmod", "compound"):
            mention = self.mentions.get(kid.i)
            body = mention is not None and mention.kind in (MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION)
            if self.tree.case(kid.i) in ("for", "of", "at", "from", "") and (body or kid.lemma in _MISSIONS):
                return self.party(kid.i)
        return None

    def unknown_name(self, at: int) -> Party | None:
        """Return a name that the knowledge base lacks: two capitals in a row, or one beside "another crew"."""
        word = self.tree.words[at]
        particle = word.word in ("van", "von", "de", "den", "der", "al", "bin", "ibn", "di", "da", "el", "la", "le")
        if not (word.text[:1].isupper() or particle) or word.i in self.taken or word.lemma in party_words().documents:
            return None
        parts = [kid for kid in self.tree.kids(at, "flat", "compound") if kid.text[:1].isupper() and kid.tag == "NNP"]
        nouns = {kid.lemma for kid in self.tree.kids(at, "appos") if kid.i > at}
        if nouns & set(party_words().same["actor"]):
            return Party(self.written(at), None, None, MentionKind.INTRUSION_SET)
        plain = {word.lemma, word.word.removesuffix("s")}.isdisjoint(people())
        if (word.tag in ("NNP", "NNPS") or particle) and parts and plain and len(parts) < 4:
            state = self._state_of(at)
            titles = [one for one in self.written(at).split() if one.lower() in mention_words().person_titles]
            country = state.country if state is not None else None
            noun = "minister" if titles and country is None else ""
            return Party(untitled(self.written(at)), country, country, MentionKind.PERSON, noun)
        return None

    def named_by_case(self, at: int) -> Party | None:
        """Return a name of one word that the knowledge base lacks, known by its capital: "UnitedHealth confirmed"."""
        word = self.tree.words[at]
        own = (word.tag == "NNP" and word.text[:1].isupper()) or (word.text[:1].islower() and word.text[1:2].isupper())
        own = own and word.text.isalnum() and len(word.text) > 2  # "iDefense", too
        lexical = word.lemma in party_words().documents or word.lemma in party_words().prepositions
        plain = own and not lexical and at not in self.taken and not self.tree.sentence.text.isupper()
        return Party(self.written(at), None, None, MentionKind.ORGANISATION) if plain else None

    def _beside(self, name: int, at: int) -> bool:
        """Say whether a noun only says what the name before it is: "Lee, the minister,"."""
        kind = self.mentions[name].kind
        noun = self.tree.words[at].lemma
        return kind is not MentionKind.COUNTRY and noun in people()

    def is_definite(self, at: int) -> bool:
        """Say whether a noun is one that the text has spoken of: "the group", "this unit", "its capital"."""
        marks = self.tree.kids(at, "det", "nmod", "nummod", "amod")
        if any(kid.relation == "nmod:poss" for kid in marks):
            return False
        if any(kid.word in ("a", "an", "any", "another", "no", "some", "several", "other", "one") for kid in marks):
            return False
        return not any(kid.dep == "nummod" for kid in marks) or any(kid.word in ("the", "these") for kid in marks)

    def _owned(self, party: Party, at: int) -> Party:
        """Give a person or an office without a state that of the names that stand with it."""
        whose = any(kid.relation == "nmod:poss" and kid.i in self.mentions for kid in self.tree.kids(at))
        public = party.kind is MentionKind.ORGANISATION and party.entity is None and whose
        if party.country or not (party.kind in (MentionKind.PERSON, MentionKind.GOVERNMENT_BODY) or public):
            return party
        head = self.tree.words[at]
        over = ("flat", "appos", "compound") if party.kind is MentionKind.PERSON else ()
        persons = people() | party_words().spokesmen
        while head.dep in over and head.head != head.i:
            above = self.tree.words[head.head]
            if head.dep == "appos" and above.is_noun and above.lemma not in persons and above.i not in self.mentions:
                break  # "on London's list: Lee": Lee is not London's
            head = above
        state = self._state_in_title(at) or self._state_of(head.i) or self._state_of(at)
        if state is None and (of := state_before(self.tree, self.mentions, at)) is not None:
            state = party_of(self.mentions[of])
        if state is None and not_public(self.tree.titles.get(at, ()), self.tree.text(at, at + 1)):
            return party  # an official of a union of states, a firm's spokesman
        if state is None:
            words = self._titles(head.i) | set(self.tree.text(at, at + 1).lower().split())
            words |= {kid.lemma for kid in self.tree.kids(at, "appos") if kid.i > at}
            titled = party.kind is MentionKind.PERSON and "executive" not in words and words & party_words().spokesmen
            spokesman = any(each.startswith("spokes") for each in words)
            noun = "spokesman" if spokesman else "ambassador" if words & {"ambassador", "envoy"} else "minister"
            return replace(party, noun=noun) if titled else party
        name = disowned(self.written(head.i)) if party.kind is MentionKind.GOVERNMENT_BODY else party.name
        return replace(party, name=name, id=state.country, country=state.country)

    def _in_full(self, party: Party, at: int) -> Party:
        """Take in what belongs to a name: "Lazarus Group", "Foreign Intelligence Service of the Russian Federation"."""
        if party.kind in ACTORS and at + 1 < len(self.tree.words):
            following = self.tree.words[at + 1].text
            if following in ("Group", "Team", "Gang") and not party.name.endswith(following):
                return replace(party, name=f"{party.name} {following}")
        if party.kind is not MentionKind.GOVERNMENT_BODY:
            return party
        if party.name.endswith("mission") and (place := self._place_of_mission(at)):
            return replace(party, name=f"{party.name} {place}")
        for kid in self.tree.kids(at, "nmod"):
            state = self.mentions.get(kid.i)
            if state is None or self.tree.case(kid.i) != "of" or kid.i - at > 3 or party.name.endswith(state.text):
                continue  # it may have it already
            if state.kind is MentionKind.COUNTRY and len(state.text.split()) > 1:
                return replace(party, name=f"{party.name} {self.tree.text(at + 1, kid.i + 1)}")
        return party

    def _place_of_mission(self, at: int) -> str:
        """Return to whom a mission is sent, right behind it: "Iran's mission to the United Nations"."""
        words = self.tree.words
        place = at + 3 if [word.word for word in words[at + 2 : at + 3]] == ["the"] else at + 2
        behind = [word.word for word in words[at + 1 : at + 2]]
        return self.tree.text(at + 1, place + 1) if behind == ["to"] and place in self.mentions else ""

    def _state_in_title(self, at: int) -> Party | None:
        states = [party_of(mention) for mention in self.tree.titles.get(at, ())]
        return next((party for party in states if party.country and party.kind in STATES), None)

    def _titles(self, at: int) -> set[str]:
        return {self.tree.words[each].lemma for each in self.extent(at)}

    def _name_with(self, at: int) -> Party | None:
        """Return the name that stands with a noun: before it, behind it, or behind "known as" and "at"."""
        noun = self.tree.words[at].lemma
        near = list(self._near(at))
        return self._person_with(at, noun, near) or (
            self._actor_with(at, noun, near) or self._organisation_with(at, noun, near) if noun in people() else None
        )

    def _person_with(self, at: int, noun: str, near: list[int]) -> Party | None:
        if noun in party_words().spokesmen:
            near += [
                kid.i
                for kid in self.tree.kids(at, "nmod")
                if kid.i - at == 2 and kid.i in self.mentions and self.mentions[kid.i].kind is MentionKind.PERSON
            ]  # "Secretary of State Lee"
            near += [one.i for kid in self.tree.kids(at, "nmod") for one in self.tree.kids(kid.i, "appos")
                     if one.i in self.mentions and self.mentions[one.i].kind is MentionKind.PERSON]  # fmt: skip
            near += self._named_behind(at)
        persons = [one for one in near if self.mentions[one].kind is MentionKind.PERSON]
        for kid in self.tree.kids(at, "appos") if noun not in party_words().documents else ():
            unknown = self.unknown_name(kid.i) if kid.i not in self.mentions else None
            if unknown is not None and unknown.kind is MentionKind.PERSON:
                state = self._state_of(at)
                return replace(unknown, id=state.country, country=state.country) if state is not None else unknown
        beside = noun == "lawyer" and bool(persons) and self.tree.words[persons[-1]].dep == "appos"
        if persons and (beside or noun not in ("lawyer", "account", "administration", "team", "government")):
            return self._owned(party_of(self.mentions[persons[-1]]), at)
        return None

    def _named_behind(self, at: int) -> list[int]:
        """Return the name between commas behind an official: "A spokesman for the embassy there, Lee, said"."""
        words = self.tree.words
        comma = next((word.i for word in words[at + 1 : at + _TITLED] if word.word == "," or word.is_verb), at)
        last = comma + 2
        if words[comma].word != "," or last >= len(words) or words[last].word != ",":
            return []
        mention = self.mentions.get(comma + 1)
        return [comma + 1] if mention is not None and mention.kind is MentionKind.PERSON else []

    def _actor_with(self, at: int, noun: str, near: list[int]) -> Party | None:
        for one in near:
            if self.mentions[one].kind in ACTORS:
                return party_of(self.mentions[one])
        for kid in self.tree.kids(at, "compound", "appos", "flat", "nmod"):
            software = self.tree.names.get(kid.i) if self.tree.case(kid.i) in ("", "of", "behind") else None
            if noun in party_words().same["actor"] and software is not None and software.kind is MentionKind.MALWARE:
                return Party(software.text, software.id, None, MentionKind.INTRUSION_SET, entity=software.id)
        for kid in self.tree.kids(at, "flat", "appos") if noun in party_words().same["actor"] else ():
            if kid.tag == "NNP" and kid.text[:1].isupper() and kid.i > at and kid.i not in self.mentions:
                return Party(self.written(kid.i), None, None, MentionKind.INTRUSION_SET)
        called = self._called(at) if noun in party_words().accused or noun in _KNOWN_AS else None
        for kid in self.tree.kids(at, "nmod") if called is None and noun in _BANDS else ():
            if self.tree.case(kid.i) == "of" and kid.lemma in party_words().same["actor"]:
                called = called or self._called(kid.i)  # "a group of hackers known as X"
        return replace(called, kind=MentionKind.PERSON) if called is not None and noun in _KNOWN_AS else called

    def _organisation_with(self, at: int, noun: str, near: list[int]) -> Party | None:
        if noun in _FIRMS and at + 1 < len(self.tree.words):
            name = self.tree.words[at + 1]  # "the company Volexity", "the firm 360"
            capital = name.tag in ("NNP", "NNPS") and name.text[:1].isupper()
            if (
                name.i not in self.mentions
                and name.i not in self.taken
                and name.head == at
                and (capital or (name.tag == "CD" and name.dep == "flat"))
            ):
                return Party(self.tree.text(name.i, name.i + 1).strip(), None, None, MentionKind.ORGANISATION)
        if noun in party_words().same["body"]:  # "the security service Shin Bet"
            for one in near:
                if one == at + 1 and self.mentions[one].kind is MentionKind.GOVERNMENT_BODY:
                    return party_of(self.mentions[one])
        if noun in _BROADCASTERS:  # "Globo television"
            name = next((kid for kid in self.tree.kids(at, "compound") if kid.tag == "NNP"), None)
            if name is not None and name.i not in self.mentions:
                return Party(self.written(at), None, None, MentionKind.ORGANISATION)
        if noun in party_words().naming:
            kids = [
                kid for kid in self.tree.kids(at, "nmod") if self.tree.case(kid.i) in _OF or kid.relation == "nmod:poss"
            ]
            for one in (*near, *(kid.i for kid in kids)):
                mention = self.mentions.get(one)
                if mention is not None and mention.kind is MentionKind.ORGANISATION:
                    return party_of(mention)
        return None

    def _near(self, at: int) -> Iterator[int]:
        """Yield words of names that belong to the noun phrase itself, behind it first."""
        kids = [kid for kid in self.tree.kids(at, "flat", "appos", "compound", "nmod", "amod", "dep", "list")
                if self.tree.case(kid.i) == "" and kid.relation != "nmod:poss"]  # fmt: skip
        for kid in sorted(kids, key=lambda kid: (kid.i < at, kid.i)):
            if kid.i in self.mentions:
                yield kid.i
            elif kid.dep in ("appos", "flat", "compound", "nmod"):
                yield from self._near(kid.i)

    def _called(self, at: int) -> Party | None:
        """Return the name behind "known as", "called", "dubbed", "calling itself"."""
        for kid in self.tree.kids(at, "nmod", "obl"):  # "by the name of X"
            if kid.lemma in ("name", "handle", "moniker", "alias", "nickname", "pseudonym") and kid.i > at:
                names = [one for one in self.tree.below(kid.i) if self.tree.words[one].tag.startswith("NNP")]
                if names:
                    return Party(self.written(names[0]), None, None, MentionKind.INTRUSION_SET)
        for kid in self.tree.kids(at, "acl", "appos", "parataxis", "advcl"):
            called = self._calls_it(kid)
            if called is not None:
                return called
            if kid.dep == "acl" and not self._names_itself(kid):
                continue
            below = self.tree.below(kid.i)
            for one in below:
                mention = self.mentions.get(one)
                if mention is not None and mention.kind in (*ACTORS, MentionKind.ORGANISATION):
                    return party_of(mention)
            if kid.dep == "acl":
                names = [one for one in below if self.tree.words[one].tag.startswith("NNP") and one > kid.i
                         and self.tree.case(one) in ("", "as", "of")]  # fmt: skip
                if names:
                    last = names[0]
                    while last + 1 in names:
                        last += 1
                    written = " ".join(self.tree.text(names[0], last + 1).split())
                    return Party(written, None, None, MentionKind.INTRUSION_SET)
        return None

    def _calls_it(self, verb: Word) -> Party | None:
        """Return the name of "a unit it calls X", "the cluster that Microsoft tracks as X"."""
        if (
            verb.lemma not in ("call", "dub", "track", "name", "label", "know", "nickname")
            or "relcl" not in verb.relation
        ):
            return None
        for kid in self.tree.kids(verb.i, "obl", "xcomp", "obj", "ccomp"):
            mention = self.mentions.get(kid.i)
            if kid.i > verb.i and mention is not None and mention.kind in ACTORS:
                return party_of(mention)
            if kid.i > verb.i and kid.tag == "NNP" and self.tree.case(kid.i) in ("", "as"):
                return Party(self.written(kid.i), None, None, MentionKind.INTRUSION_SET)
        return None

    def _names_itself(self, verb: Word) -> bool:
        """Say whether a clause gives its noun a name: "known as", "calling itself", "that goes by"."""
        words = {kid.word for kid in self.tree.kids(verb.i)}
        if verb.lemma == "go":
            return any(self.tree.case(kid.i) == "by" for kid in self.tree.kids(verb.i, "obl"))
        if verb.lemma not in ("know", "call", "dub", "name", "track", "refer", "style", "brand", "nickname"):
            return False
        return verb.tag in ("VBN", "VBD") or bool(words & {"itself", "themselves", "himself", "herself"})

    def _state_of(self, at: int) -> Party | None:
        """Return the state or body that a noun is of: "Chinese", "Iran's", "of the GRU", "backed by Beijing"."""
        for kid in self.tree.kids(at, "amod", "nmod", "compound", "acl", "flat", "det", "appos"):
            case = self.tree.case(kid.i)
            paid = kid.lemma in _PAY and case in _PAID  # "on the payroll of Iran"
            if kid.dep == "nmod" and kid.relation != "nmod:poss" and case not in _OF and case and not paid:
                continue
            if case in ("in", "to", "at") and self.tree.words[at].lemma in ("embassy", "mission", "consulate"):
                continue  # where it is, not whose
            if any(one.word in ("anti", "counter") for one in self.tree.kids(kid.i)):
                continue  # "an anti-Iranian group"
            if kid.dep == "acl" and tells_no_state(self.tree, kid):
                continue
            if kid.dep == "amod" and kid.tag == "VBG" and self.tree.kids(kid.i, "obj"):
                continue  # "blaming Iran, the minister"
            for one in self._phrase(kid.i):
                mention = self.mentions.get(one)
                party = party_of(mention) if mention is not None else None
                if party is not None and party.country and party.kind in STATES:
                    return party
        return None

    def _phrase(self, at: int) -> list[int]:
        """Return a word and what hangs on it, but no clause with a subject or a purpose of its own."""
        found, stack = [], [at]
        while stack:
            each = stack.pop()
            found.append(each)
            past = self.tree.words[each].tag == "VBN"  # "senators of both parties called out China"
            stack.extend(kid.i for kid in self.tree.kids(each) if kid.dep not in ("advcl", "ccomp", "parataxis")
                         and "relcl" not in kid.relation and not (past and kid.dep in ("obj", "xcomp")))  # fmt: skip
        return sorted(found)

    def extent(self, at: int) -> list[int]:
        """Return the words of the noun phrase itself: without clauses, appositions and those joined to it."""
        found = [at]
        for kid in self.tree.kids(at):
            if kid.dep not in _WITHIN or (kid.dep == "punct" and kid.word not in ("-", "'", "’")):
                continue
            if kid.i > at and kid.dep in ("amod", "advmod", "det", "nummod"):
                continue
            case = self.tree.case(kid.i) if kid.dep in ("nmod", "obl") and kid.i > at else "of"
            if (
                kid.i > at
                and kid.dep in ("nmod", "obl")
                and kid.lemma in frames().wrongs - set(party_words().same["actor"])
                and kid.i not in self.mentions
            ):
                continue  # "actors of two campaigns"
            office = case in ("in", "for", "at") and self.tree.words[at].lemma in _OFFICES
            if case not in ("of", "from") and not office:
                continue
            found.extend(self.extent(kid.i))
        return sorted(found)

    def written(self, at: int) -> str:
        """Return the words of a noun phrase as they stand, without its article."""
        words = self.extent(at)
        run = [at]
        for each in reversed([one for one in words if one < at]):
            if each < run[0] - 1:
                break
            run.insert(0, each)
        for each in (one for one in words if one > at):
            if each > run[-1] + 1 or self.tree.words[each].text in ("–", "—"):
                break
            run.append(each)
        while len(run) > 1 and self.tree.words[run[-1]].word in ("'s", "'", "’s", "’"):
            run.pop()
        while len(run) > 1 and (
            self.tree.words[run[0]].word in _DROPPED | {"to", "by", "of"}
            or self.tree.words[run[0]].dep in ("case", "punct", "advmod")
        ):
            run.pop(0)
        while len(run) > 2 and self.tree.words[run[0]].word in _JUDGED:
            run.pop(0)  # "a sophisticated state actor"
        article = next((each for each in run if each < at and self.tree.words[each].word in ("a", "an", "the")
                        and self.tree.words[each].head == at), run[0] - 1)  # fmt: skip
        run = [each for each in run if each > article] or [at]  # "by then an official"
        return unquoted(" ".join(self.tree.text(run[0], run[-1] + 1).split()))

    def parties_below(self, at: int) -> list[Word]:
        """Return the words that head a name of a party under a word, in order, each name once."""
        found: list[Word] = []
        seen: set[int] = set()
        for one in self.tree.below(at):
            mention = self.mentions.get(one)
            if mention is not None and mention.start not in seen:
                seen.add(mention.start)
                found.append(self.tree.words[self.head_of(mention)])
        return found

    def plainly_below(self, at: int) -> list[Word]:
        """Return a word and those under it that no clause about one of them holds."""
        return [self.tree.words[one] for one in self._phrase(at)]

    @cached_property
    def heads(self) -> list[Word]:
        """Return the words that head a name in the sentence, in order."""
        return [self.tree.words[head] for head in sorted({self.head_of(one) for one in self.mentions.values()})]

    def head_of(self, mention: Mention) -> int:
        """Return the word of a mention that the others of it hang on."""
        inside = [one for one, other in self.mentions.items() if other is mention]
        return next((one for one in inside if self.tree.words[one].head not in inside), inside[0])


def scene(tree: Tree, mentions: Sequence[Mention]) -> Scene:
    """Put the mentions of a sentence on its tree."""
    parties = {at: mention for at, mention in tree.names.items() if mention.kind in PARTY_KINDS}
    for at, mention in tree.names.items():
        if mention.kind is MentionKind.MALWARE and of_brand(mention.text, party_words().brands):
            parties[at] = replace_kind(mention, kind=MentionKind.INTRUSION_SET)
    others = [mention for mention in mentions if mention.kind not in (*PARTY_KINDS, MentionKind.SECTOR)]
    starts = [other.start for other in others]
    taken: set[int] = set()
    for word in tree.words:
        at = bisect_right(starts, word.end - 1) - 1
        if at >= 0 and others[at].end > word.start and word.i not in parties:
            taken.add(word.i)
    return Scene(tree, parties, frozenset(taken))
