"""What a reader keeps in mind from one sentence to the next: who spoke last, who was accused, who was called what.

In: the scenes of sentences in order. Out: parties with a name, where the text gave one before: "he", "the ministry".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tocsin.model.report import MentionKind
from tocsin.reading.offices import office_told_of
from tocsin.reading.on_record import above, is_ministry, last_firm, looks_into, sort_of
from tocsin.reading.parties import ACTORS, STATES, Party, Scene, party_of, party_words
from tocsin.reading.sides import own_side
from tocsin.reading.some_of import both_men, of_several, stands_for_some, these
from tocsin.reading.taken_up import taken_up
from tocsin.reading.trades import is_another
from tocsin.reading.trees import Word
from tocsin.reading.whose import (
    MISSIONS,
    capital,
    in_passing,
    is_seat,
    is_titled_body,
    nameless,
    of_capital,
    of_cleared,
)

_PERSONAL = frozenset({"he", "she", "his", "her", "him"})
_PLURAL = frozenset({"they", "their", "them", "both", "all"})
_OWN = frozenset({"we", "our", "us", "i", "my"})
_THING = frozenset({"it", "its", "this", "which", "that", "itself"})
_OPENING = 3  # words with which a sentence begins
_SERVANTS = frozenset({"officer", "official", "spy", "agent", "operative", "serviceman", "soldier", "spymaster"})
_PERSONS = frozenset({"man", "woman", "officer", "national", "citizen", "hacker", "suspect", "person", "people"})
_NUMBERS = frozenset(["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "both", "other"])
_STAFF = frozenset({"researcher", "analyst", "expert", "engineer", "specialist", "investigator"})
_OF_GROUPS = frozenset({"member", "administrator", "leader", "operator", "founder", "hacker"})
_BANDS = frozenset({"group", "gang", "crew", "cluster", "outfit", "collective", "actor"})
_ANYBODY = frozenset({"persons", "people", "individuals", "unknown persons", "persons unknown"})
_BACK = 80  # names that a bare noun may look back over


@dataclass
class Discourse:
    """The state of a text so far."""

    voice: tuple[Party, ...] = ()  # who says "we" outside quotations
    quoted: tuple[Party, ...] = ()  # who speaks the quotation that the sentence stands in
    clause: tuple[Party, ...] = ()  # who spoke earlier in the same sentence
    speakers: tuple[Party, ...] = ()
    accused: tuple[Party, ...] = ()
    ever: set[str] = field(default_factory=set[str])  # the states of all who were accused
    cleared: set[str] = field(default_factory=set[str])  # and of all who denied it
    named: list[tuple[Party, str]] = field(default_factory=list[tuple[Party, str]])  # with the words around the name
    states: list[Party] = field(default_factory=list[Party])  # named but not in passing ("American jets")
    subject: Party | None = None  # of the last sentence
    topic: Party | None = None  # the person that the last sentence was about, if it was about one
    laid: list[tuple[tuple[Party, ...], tuple[Party, ...]]] = field(
        default_factory=list[tuple[tuple[Party, ...], tuple[Party, ...]]]
    )  # who accused whom
    bodies: tuple[Party, ...] = ()  # the last that stood together
    crowd: tuple[Party, ...] = ()  # the subject of the last sentence, if it was several
    paper: bool = False  # whether they put something out in it: "it named no country" is said of their advisory
    _known: set[Party] = field(default_factory=set[Party])  # the parties of `named`

    def note(self, scene: Scene) -> None:
        """Remember the names of a sentence and the words they came with."""
        together: list[Party] = []
        joined = {each.i for word in _all(scene) if word.dep != "conj" and len(scene.tree.coordinated(word.i)) > 1
                  for each in scene.tree.coordinated(word.i)}  # fmt: skip
        for word in _all(scene):
            party = scene.party(word.i)
            if not party.is_named:
                party = party_of(scene.mentions[word.i])
            if party.kind is MentionKind.PERSON and party.country is None and word.dep == "appos":
                titles = [above for above in scene.tree.above(word.i) if above.lemma in party_words().spokesmen]
                titled = [scene.party(title.i) for title in titles[:1]]  # "the Emirati ambassador to X, Lee"
                party = next((one for one in titled if one.name == party.name), party)
            head = word
            seat = is_seat(scene, word)
            while head.dep in ("flat", "appos", "compound", "nmod") and head.i - head.head < 4 and not seat:
                if head.head == head.i:
                    break
                head = scene.tree.words[head.head]
            told = [kid.word for kid in scene.tree.kids(head.i, "appos") if kid.i not in scene.mentions]
            last = len(scene.tree.words) if head is word else max(word.i, head.i)  # "the X channel of a group"
            near = [scene.tree.words[each].word for each in scene.extent(head.i) if each <= last]
            around = " ".join(near + told)
            title = " ".join(scene.tree.text(word.i, word.i + 1).lower().split())
            self._add(party, f"{around} {title} {party.name.lower()}")
            if party.kind in STATES and party.country and not (seat or in_passing(scene, word)):
                self.states.append(party)
            if party.kind in (MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION) and word.i in joined:
                together.append(party)
        for word in scene.tree.words:
            if word.dep == "nsubj" and word.i not in scene.mentions:
                unknown = scene.unknown_name(word.i)
                if unknown is not None:
                    self._add(unknown, unknown.name.lower())
        if len(together) > 1:
            self.bodies = tuple(dict.fromkeys(together))
        self._note_subject(scene)

    def _note_subject(self, scene: Scene) -> None:
        """Remember whom a sentence is about: who "it" means in the next one."""
        root = next((word for word in scene.tree.words if word.head == word.i), None)
        subject = scene.tree.subject(root.i) if root is not None else None
        about = self.speaking(scene, [official]) if (official := nameless(scene, subject)) is not None else ()
        about = (scene.party(subject.i),) if subject is not None and subject.i in scene.mentions else about
        self.topic = next((one for one in about if one.kind in (MentionKind.PERSON, None)), None)
        self.crowd = self._several(scene, subject) if subject is not None else ()
        put = scene.tree.object(root.i) if root is not None else None
        self.paper = put is not None and put.lemma in party_words().documents
        if subject is not None and subject.i in scene.mentions:
            self.subject = scene.party(subject.i)
        elif subject is not None and (meant := self.back(scene, scene.party(subject.i), subject)).is_named:
            self.subject = meant  # "the bureau"
        elif subject is not None and subject.pos != "PRON" and (told := scene.party(subject.i)).country:
            self.subject = told  # "the North's news agency"
        elif subject is not None and is_titled_body(subject, told := scene.party(subject.i)):
            self.subject = replace(told, kind=MentionKind.GOVERNMENT_BODY)
        elif subject is not None and (office := office_told_of(subject, self, scene)) is not None:
            self.subject = office
        elif subject is None and (first := next((word for word in _all(scene) if word.i < 4), None)) is not None:
            self.subject = scene.party(first.i)  # a sentence that was not parsed: who it begins with

    def _several(self, scene: Scene, subject: Word) -> tuple[Party, ...]:
        """Return who a plural or a list of names means, if they can speak; intruders do not."""
        group = scene.tree.coordinated(subject.i)
        parties = tuple(scene.party(word.i) for word in group)
        if len(group) == 1 and (subject.tag != "NNS" or parties[0].noun not in party_words().speaking):
            return ()
        nouns = party_words().same["actor"]
        if any(one.kind in ACTORS or one.noun in nouns for one in parties):
            return ()
        return self.speaking(scene, group) if len(group) == 1 else parties  # "the agencies", by their names

    def remember(
        self, speakers: tuple[Party, ...], accused: tuple[Party, ...], *, blamed: bool, cleared: bool = False
    ) -> None:
        """Remember who spoke in a claim, and whom it accused or cleared if it did."""
        if cleared:
            self.cleared.update(party.country for party in accused if party.country)
        self.speakers = speakers or self.speakers
        if accused and blamed and any(one.name.lower() not in _ANYBODY for one in accused):
            self.accused = accused
            self.laid.append((speakers, accused))
            self.ever.update(party.country for party in accused if party.country)
        actors = (one for one in (*speakers, *accused) if one.kind in ACTORS and one.entity is None)
        for party in [one for one in actors if one not in self._known]:
            self._add(party, party.name.lower())  # a name that only the text has

    def _add(self, party: Party, around: str) -> None:
        self.named.append((party, around))
        self._known.add(party)

    def accused_by(self, countries: set[str]) -> tuple[Party, ...]:
        """Return whom states accused last, or their offices."""
        return next((accused for speakers, accused in reversed(self.laid)
                     if {one.country for one in speakers} & countries), ())  # fmt: skip

    def press(self) -> Party | None:
        """Return the newspaper or station that was named last."""
        return next((one for one, _ in reversed(self.named[-_BACK:]) if sort_of(one) == "media"), None)

    def was_accused(self, party: Party) -> bool:
        """Say whether somebody was the last to be accused, perhaps by a longer or shorter name."""
        words = set(party.name.lower().split())
        return any(party == one or words <= set(one.name.lower().split()) for one in self.accused)

    def speaking(self, scene: Scene, words: Sequence[Word]) -> tuple[Party, ...]:
        """Return who speaks: names for pronouns and bare nouns where the text gave them."""
        found: list[Party] = []
        for word in words:
            found.extend(self._speaker(scene, word, alone=len(words) == 1))
        bare = [one for one in found if one.name.lower() == "governments"]  # "the U.S. and UK governments"
        return tuple(dict.fromkeys(one for one in found if len(bare) == len(found) or one not in bare))

    def _speaker(self, scene: Scene, word: Word, *, alone: bool) -> tuple[Party, ...]:
        if word.word in _OWN:
            named = [kid for kid in scene.tree.kids(word.i, "nmod") if kid.i in scene.mentions]  # "we at Microsoft"
            return (scene.party(named[0].i),) if named else self.quoted or self.voice
        if word.word in _PERSONAL:
            return self._person(scene, word)
        if word.word in _THING:
            return self._it(scene, word) or self._thing(scene, word)
        if word.word in _PLURAL:
            return self._subject_before(scene, word) or self.crowd or self.speakers or self.bodies
        if stands_for_some(word):
            return of_several(self.crowd, self.speakers)
        party = scene.party(word.i)
        if party.is_named or is_titled_body(word, party):
            return (self._named(scene, party, word),)
        if party.country is not None:
            return (taken_up(scene, party, word, [one for one, _ in self.named]) or party,)
        its = any(kid.word == "its" and kid.relation == "nmod:poss" for kid in scene.tree.kids(word.i))
        if party.noun in ("government", "parliament") and (told := self._told_where(scene, word)) is not None:
            return (replace(party, id=told.country, country=told.country),)
        whose = any(kid.relation == "nmod:poss" and kid.lemma in party_words().same["state"]
                    for kid in scene.tree.kids(word.i))  # fmt: skip
        short = len(party.name.split()) <= 3 or whose or party.noun in MISSIONS
        if party.noun in party_words().officials and (standing := of_cleared(scene, party, word)) is not None:
            return (standing,)
        if party.noun in party_words().officials and short and word.tag != "NNS":
            owner = next(iter(self._thing(scene, word)), None) if its else capital(scene, word)
            if owner is not None and owner.country:
                return (replace(party, id=owner.country, country=owner.country),)
            return tuple(
                one if one.country or one.is_named else self._of_body(replace(one, noun="minister"))
                for one in self._noun(scene, party, word, alone=alone)
            )
        return self._of_its(scene, party, word) or self._noun(scene, party, word, alone=alone)

    def _of_its(self, scene: Scene, party: Party, word: Word) -> tuple[Party, ...]:
        """Return who "its analysts", "the head of its office", "its members" mean."""
        near = [word.i, *(kid.i for kid in scene.tree.kids(word.i, "nmod") if scene.tree.case(kid.i) in ("of", "for"))]
        if not any(kid.word == "its" and kid.relation == "nmod:poss" for each in near for kid in scene.tree.kids(each)):
            return ()
        owner = next(iter(self._thing(scene, word)), None)
        if party.noun in _OF_GROUPS and (owner is None or owner.kind not in ACTORS):
            owner = self._last(frozenset(ACTORS)) or owner
        kind = owner.kind if owner is not None else None
        theirs = kind is MentionKind.ORGANISATION and party.noun in party_words().naming
        if owner is not None and (theirs or (kind in ACTORS and party.noun in _OF_GROUPS)):
            return (owner,)
        state = owner.country if owner is not None else None
        return (replace(party, id=state, country=state),)

    def _named(self, scene: Scene, party: Party, word: Word) -> Party:
        """Return who has a name: an office or an official of no known state is given one."""
        if not party.is_named:  # an office of a name that nobody knows
            known = self._by_name(scene, party, word)
            return known or self._of_body(replace(party, kind=MentionKind.GOVERNMENT_BODY, noun="minister"))
        office = party.kind is MentionKind.GOVERNMENT_BODY and party.entity is None
        if (office or (party.kind is MentionKind.PERSON and party.noun)) and party.country is None:
            return of_cleared(scene, party, word) or of_capital(scene, party, word) or self._of_body(party)
        there = capital(scene, word) if party.kind is MentionKind.PERSON and party.country is None else None
        theirs = there is not None and there.country in self.ever  # "In Moscow, Lee called it"
        return replace(party, id=there.country, country=there.country) if there is not None and theirs else party

    def _told_where(self, scene: Scene, word: Word) -> Party | None:
        """Return the state in which a clause about "the government" is told: "told parliament in Rome that it"."""
        verb = scene.tree.words[word.head]
        if word.dep != "nsubj" or verb.dep != "ccomp" or not scene.is_definite(word.i):
            return None
        here = [scene.party(one.i) for one in _all(scene) if one.i < word.i and scene.tree.case(one.i) == "in"]
        return next((one for one in here if one.kind is MentionKind.COUNTRY), None)

    def _it(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        """Return who "it" is as the subject: who is above its clause, or whose paper the last sentence told of."""
        if word.word != "it" or word.dep != "nsubj":
            return ()
        before = self._subject_before(scene, word)
        if len(before) == 1 and before[0].kind is not MentionKind.PERSON:
            return before
        ours = len(self.clause) == 1 and self.clause[0].kind is not MentionKind.PERSON
        return self.crowd if self.paper else self.clause if ours else ()

    def _noun(self, scene: Scene, party: Party, word: Word, *, alone: bool) -> tuple[Party, ...]:
        """Return who a noun without a name means: who spoke before, the last of its sort."""
        if party.noun in ("spokesman", "spokeswoman", "spokesperson") and len(party.name.split()) == 1:
            whose = next((kid for kid in scene.tree.kids(word.i) if kid.word in ("his", "her")), None)
            owner = next(iter(self._person(scene, whose)), None) if whose is not None else None
            if owner is not None:
                return (replace(party, id=owner.country, country=owner.country),)
            return (self._of_place(scene, party, word),)
        bare = len(party.name.split()) <= 2
        if word.tag == "NNS" and bare and party.noun in party_words().same["actor"] and scene.is_definite(word.i):
            for several in (self.speakers, self.accused):  # "the two groups"
                if len(several) > 1 and all(one.kind in ACTORS for one in several):
                    return several
        if (
            word.tag == "NNS"
            and bare
            and scene.is_definite(word.i)
            and self._article(scene, word)
            and party.noun in party_words().same["speakers"]
        ):
            if party.noun in party_words().plural_bodies and self.bodies:
                return self.bodies
            if party.noun in _STAFF and self.subject is not None and looks_into(self.subject):
                return (self.subject,)  # whose they are, rather than whoever spoke before
            if party.noun in _STAFF and any(sort_of(one) == "media" for one in self.speakers):
                return (party,)  # whom a paper heard
            offices = all(one.kind in STATES for one in self.speakers) or party.noun not in ("agency", "department")
            if alone and self.speakers and len(party.name.split()) == 1 and offices:
                before = (who for who, _ in reversed(self.laid) if any(party.noun in one.name.lower() for one in who))
                return next(before, self.speakers)
        return (self.back(scene, party, word),)

    def _subject_before(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        """Return who is the subject of a clause above the pronoun's own: "officials said they believe"."""
        for verb in scene.tree.above(word.i):
            said = [
                one
                for kid in scene.tree.kids(verb.i, "ccomp")
                for one in scene.tree.kids(kid.i, "nsubj")
                if one.tag == "NNS" and one.start < word.start and word.dep == "nsubj" and word.word in _PLURAL
            ]  # "officials blamed those who, they say, ..."
            for subject in (*scene.tree.kids(verb.i, "nsubj"), *said):
                if subject.i < word.i and subject.pos != "PRON":
                    parties = tuple(scene.party(each.i) for each in scene.tree.coordinated(subject.i))
                    if all(party.is_named or party.noun in party_words().speaking for party in parties):
                        return parties
        return ()

    def _article(self, scene: Scene, word: Word) -> bool:
        return any(kid.word in ("the", "these", "both", "all", "two", "three") for kid in scene.tree.kids(word.i))

    def _person(self, scene: Scene, word: Word, but: frozenset[int] = frozenset()) -> tuple[Party, ...]:
        for other in sorted(_all(scene), key=lambda other: -other.start):  # as it was written, not as it was parsed
            person = other.start < word.start and other.i not in but
            person = person and scene.mentions[other.i].kind is MentionKind.PERSON
            if person and word.dep == "nsubj" and other.dep in ("obl", "nmod", "obj") and self._spoke():
                return self.speakers[:1]  # "after the warrant for Lee she said": who spoke before goes on
            if person:
                return (scene.party(other.i),)
        for other in reversed(scene.tree.words[: word.i]):
            unknown = scene.unknown_name(other.i) if other.tag == "NNP" and other.i not in scene.mentions else None
            if unknown is not None and unknown.kind is MentionKind.PERSON:
                return (unknown,)
        person = self.topic or next(
            (party for party, _ in reversed(self.named) if party.kind is MentionKind.PERSON), None
        )
        return (person,) if person is not None else self.speakers[:1]

    def _spoke(self) -> Party | None:
        """Return the person who spoke last, if one did."""
        return next((one for one in self.speakers if one.kind is MentionKind.PERSON), None)

    def _thing(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        said = scene.tree.kids(word.head, "ccomp") if word.dep == "nsubj" else []
        told = {each for kid in said for each in scene.tree.below(kid.i)}  # what "it" itself says
        told |= {other.i for other in _all(scene) if scene.tree.case(other.i) in ("through", "via")}
        for other in _all(scene):
            subject = other.dep == "nsubj" and other.i < word.i and other.i not in told
            if subject and scene.mentions[other.i].kind is not MentionKind.PERSON:
                return (scene.party(other.i),)
        for other in reversed(_all(scene)):
            office = scene.mentions[other.i].kind is MentionKind.GOVERNMENT_BODY
            office = office and other.i not in told
            if office and other.i < word.i and other.dep in ("nmod", "obj", "obl", "root", "ROOT"):
                return (scene.party(other.i),)
        first = next((other for other in _all(scene) if other.i not in told), None)
        if first is not None and first.i < min(word.i, _OPENING) and first.dep != "amod":
            party = scene.party(first.i)
            if party.kind in (MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION):
                return (party,)  # whom the sentence begins with
        before = [*([self.subject] if self.subject else []), *self.speakers]
        # who was accused last speaks of himself only to deny it
        before.sort(key=lambda party: party in self.accused and party not in self.speakers)
        return next(((party,) for party in before if party.kind is not MentionKind.PERSON), ())

    def _of_place(self, scene: Scene, party: Party, word: Word) -> Party:
        """Give an official the state of the office his sentence begins with: "At the Chinese mission a man said"."""
        for at in sorted(scene.mentions):
            office = scene.party(at)
            opening = at < min(word.i, _OPENING * 2) and scene.tree.case(at) in ("at", "from", "for", "in")
            if opening and office.kind is MentionKind.GOVERNMENT_BODY and office.country:
                return replace(party, id=office.country, country=office.country)
        return self._of_body(party)

    def _of_body(self, party: Party) -> Party:
        """Give an official without a state that of the body named last."""
        recent = list(reversed(self.states[-8:]))
        body = recent[0] if recent else None
        missions = MISSIONS & set(party.name.lower().split())
        guilty = {one.country for one in self.accused if one.country} or self.ever or self.cleared
        if missions and len(guilty) == 1:
            (state,) = guilty
            return replace(party, id=state, country=state)
        if party.noun == "ambassador":  # of whose embassy was spoken last
            embassies = [one for one, around in reversed(self.named[-12:])
                         if one.country and set(around.split()) & MISSIONS]  # fmt: skip
            body = embassies[0] if embassies else body
        elif party.noun == "minister":  # who speaks for a state is rather of the one that accuses
            about = self.subject if self.subject is not None and self.subject.kind is MentionKind.COUNTRY else None
            body = about or next((one for one in recent if one.country not in self.ever), None)
        elif self.subject is not None and self.subject.kind in STATES and self.subject.country:
            body = self.subject
        return replace(party, id=body.country, country=body.country) if body is not None else party

    def back(self, scene: Scene, party: Party, word: Word) -> Party:
        """Return the name that a bare noun goes back to: "the ministry", "the same group", "the minister"."""
        if party.name.lower() == f"same {party.noun}":
            party = replace(party, name=party.noun)
        if not scene.is_definite(word.i) or (word.tag == "NNS" and not self._article(scene, word)):
            return party
        same = party_words().same
        wanted = party.name.lower()
        by_name = self._by_name(scene, party, word)
        if by_name is not None:
            about = self.subject if party.noun in same["company"] else None  # rather than "the search company X"
            return about if about is not None and about.kind is MentionKind.ORGANISATION else by_name
        if len(wanted.split()) > 2:
            return party
        if party.noun in (*same["union"], *same["pact"]):
            wanted = "european union" if party.noun in same["union"] else "nato"
            return next((named for named, around in reversed(self.named) if wanted in around), party)
        if party.noun in MISSIONS:
            said = [named for named, around in reversed(self.named[-_BACK:])
                    if set(around.split()) & MISSIONS]  # fmt: skip
            office = (named for named in said if named.kind is MentionKind.GOVERNMENT_BODY)
            return next(office, said[0] if said else party)  # not the capital that it is in
        for kind, fits in _KINDS.items():
            if party.noun in same[kind] and (word.tag != "NNS" or kind not in ("person", "company", "state")):
                found = self._before(scene, word, fits) if kind == "company" else None
                found = found or (last_firm(self.named[-_BACK:]) if kind == "company" else self._last(fits))
                other = kind == "body" and is_another(scene, word, party)
                nameless = party.noun == "ministry" and found is not None and not is_ministry(found)
                if nameless or (other and found is not None and party.noun not in found.name.lower()):
                    return party  # "the interior ministry" after an agency's name
                if found is not None:
                    return self._titled(party, found) if kind == "person" else found
        return party

    def _before(self, scene: Scene, word: Word, fits: frozenset[MentionKind]) -> Party | None:
        """Return the last name of a kind that the sentence itself has before a word."""
        near = [one for one in _all(scene) if one.start < word.start and scene.mentions[one.i].kind in fits]
        return scene.party(max(near, key=lambda one: one.start).i) if near else None

    def _by_name(self, scene: Scene, party: Party, word: Word) -> Party | None:
        """Return the name before that holds the bare noun: "the unit" after "Unit 29155"."""
        wanted = party.name.lower()
        if (
            party.noun in ("government", "country", "state")
            or not scene.is_definite(word.i)
            or len(wanted.split()) > 3
            or len(wanted) < 4
        ):
            return None
        words = party_words()
        public = {*words.officials, *words.same["body"], *words.spokesmen}
        for named, around in reversed(self.named[-_BACK:]):
            if named.kind is MentionKind.COUNTRY and party.noun not in public:
                continue  # "a trade group in the United States" is no "that group"
            if f" {wanted} " in f" {around} ":
                return above(named, party.noun)
        return None

    def _titled(self, party: Party, found: Party) -> Party:
        return found if found.country or not party.country else party

    def _last(self, fits: frozenset[MentionKind]) -> Party | None:
        return next((named for named, _ in reversed(self.named[-_BACK:]) if named.kind in fits), None)

    def blamed(self, scene: Scene, words: Sequence[Word]) -> tuple[Party, ...]:
        """Return who is accused: names for pronouns and bare nouns where the text gave them."""
        found: list[Party] = []
        for word in words:
            if word.word in _OWN:
                found.extend(self.quoted or self.voice)
            elif word.word in _PERSONAL or word.word in _THING or word.word in _PLURAL:
                found.extend(self._blamed_before(scene, word))
            else:
                found.extend(these(scene, word) or (self._of_state(one) for one in self._accused(scene, word)))
        return tuple(dict.fromkeys(found))

    def _of_state(self, party: Party) -> Party:
        """Give servants of a state that is not said that of the last accused: "seven officers, including the four"."""
        states = {one.country for one in self.accused}
        state = next(iter(states)) if len(states) == 1 else None
        if party.is_named or party.country is not None or state is None or party.noun not in _SERVANTS:
            return party
        return replace(party, id=state, country=state)

    def _blamed_before(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        if word.word in _PERSONAL:
            return self._accused_person(scene, word)
        verb = scene.tree.words[word.head]
        if word.word in _PLURAL and word.dep == "nsubj" and verb.dep == "conj":
            same = [one for one in scene.tree.kids(verb.head, "nsubj") if one.tag == "NNS" and one.i < word.i]
            if same and same[0].lemma in party_words().same["actor"]:
                return self._accused(scene, same[0])  # "that the intruders were here and that they took it"
        if word.dep == "nsubj" and verb.dep in ("ccomp", "xcomp"):
            before = self._subject_before(scene, word)
            single = word.word in _PLURAL and len(before) == 1 and before[0].kind is MentionKind.ORGANISATION
            before = () if single else before  # "the firm says they are": others than the firm
            if word.word == "it" and (
                len(before) > 1 or self._of_many(scene, word) or any(one.kind is MentionKind.PERSON for one in before)
            ):
                before = ()  # "it attacked shops, Lee and Park write", "analysts at X say it"
            told = [one for one in _all(scene) if one.i < word.i and scene.mentions[one.i].kind in ACTORS]
            if word.word == "it" and told and before and not any(one.kind in ACTORS for one in before):
                return (scene.party(told[0].i),)  # "the firm looked into X and assesses that it is"
            known = all(party.is_named or party.noun in party_words().same["actor"] for party in before)
            if before and (word.word in _PLURAL or known):
                return before if all(party.is_named for party in before) else self._told_of(scene, word) or before
        for other in reversed(_all(scene)):
            if word.dep == "nsubj" and other.i < word.i and scene.mentions[other.i].kind in ACTORS:
                return (scene.party(other.i),)
        last = tuple(one for one in [self._last(frozenset(ACTORS))] if one)
        one = word.word not in _THING or (len(self.accused) == 1 and self.accused[0].kind is not MentionKind.PERSON
                                          and self.accused[0].noun not in _PERSONS)  # fmt: skip
        return (self.accused if one else last) or last or self.accused

    def _of_many(self, scene: Scene, word: Word) -> bool:
        """Say whether the nearest subject before a pronoun's clause is a plural."""
        above = (one for verb in scene.tree.above(word.i) for one in scene.tree.kids(verb.i, "nsubj") if one.i < word.i)
        return next((one.tag == "NNS" for one in above), False)

    def _accused_person(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        """Return whom "him" means: not who says so in the same sentence; rather who was accused last."""
        if word.dep not in ("obj", "iobj"):
            return self._person(scene, word)
        telling = frozenset(kid.i for verb in scene.tree.above(word.i) for kid in scene.tree.kids(verb.i, "nsubj")
                            if kid.i != word.i)  # fmt: skip
        persons = tuple(one for one in self.accused if one.kind is MentionKind.PERSON)
        if telling and persons:
            return persons[:1]
        return self._person(scene, word, telling)

    def _told_of(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        """Return who the subject above a pronoun's clause is, found as a speaker is: "the hackers said they did it"."""
        for verb in scene.tree.above(word.i):
            for subject in scene.tree.kids(verb.i, "nsubj"):
                if subject.i != word.i and subject.pos != "PRON":
                    return self.speaking(scene, scene.tree.coordinated(subject.i))
        return ()

    def _several_accused(self, scene: Scene, party: Party, word: Word) -> tuple[Party, ...]:
        """Return whom "the two men", "both men" mean: who was accused last, else one by one before."""
        words = party.name.lower().split()
        counted = len(words) == 2 and words[0] in _NUMBERS and self._article(scene, word)
        if counted and party.noun in (*party_words().same["actor"], *_PERSONS) and len(self.accused) > 1:
            return self.accused
        if counted and party.noun in _BANDS:
            return tuple(dict.fromkeys(one for one, _ in reversed(self.named[-_BACK:]) if one.kind in ACTORS))[1::-1]
        nouns = ("man", "woman", "individual")
        men = both_men(scene, word, self.laid) if word.tag == "NNS" and party.noun in nouns else ()
        those = scene.is_definite(word.i) and word.tag == "NNS" and words[:-1] in ([], ["cyber"])
        persons = all(one.kind is MentionKind.PERSON or one.noun in _PERSONS for one in self.accused)
        several = those and persons and len(self.accused) > 1
        if not men and several and party.noun in (*party_words().same["actor"], *_PERSONS):
            return self.accused  # "these cyber criminals"
        return men

    def _accused(self, scene: Scene, word: Word) -> tuple[Party, ...]:
        party = scene.party(word.i)
        if party.is_named or party.country is not None:
            return (taken_up(scene, party, word, [one for one, _ in self.named], accused=True) or party,)
        same = party_words().same
        named = self._by_name(scene, party, word)
        if named is not None:
            return (named,)
        words = party.name.lower().split()
        several = self._several_accused(scene, party, word)
        if several:
            return several
        pointing = word.tag != "NNS" or self._article(scene, word)  # "attackers" are no group of before
        bare = len(words) == 1 and scene.is_definite(word.i) and pointing
        if bare and party.noun in ("man", "woman"):
            persons = [one for one in self.accused if one.kind is MentionKind.PERSON or one.noun in _PERSONS]
            return tuple(persons[:1]) or (self.back(scene, party, word),)
        if bare and party.noun in same["actor"]:
            if word.tag == "NNS" and len(self.accused) > 1:
                return self.accused
            last = self._last(frozenset(ACTORS))
            return (last,) if last is not None else self.accused or (party,)
        firms = tuple(one for one in self.accused if one.kind is MentionKind.ORGANISATION)
        if bare and party.noun in same["company"] and firms:
            return firms[:1]
        bodies = tuple(one for one in self.accused if one.kind is MentionKind.GOVERNMENT_BODY)
        if party.noun in same["body"] and bodies and (bare or party.name.lower() == f"same {party.noun}"):
            return bodies[:1]
        if party.noun in same["body"] and (bare or party.name.lower() == f"same {party.noun}"):
            guilty = (one for one, _ in reversed(self.named[-_BACK:]) if one.kind is MentionKind.GOVERNMENT_BODY)
            theirs = next((one for one in guilty if one.country in self.ever), None)
            if theirs is not None or (party.noun == "unit" and self.accused):
                return (theirs,) if theirs is not None else self.accused[:1]
        if bare and party.noun in same["state"] and word.tag != "NNS" and (state := self._guilty_state()) is not None:
            return (state,)
        return (self.back(scene, party, word),)

    def _guilty_state(self) -> Party | None:
        """Return which state "the country" is: whom the sentence before was about, if he was ever accused."""
        about = self.subject
        if about is not None and about.kind is MentionKind.COUNTRY and about.country in self.ever | self.cleared:
            return about
        return next(iter(own_side(self.accused)), None)


_KINDS: dict[str, frozenset[MentionKind]] = {
    "body": frozenset({MentionKind.GOVERNMENT_BODY}),
    "company": frozenset({MentionKind.ORGANISATION}),
    "person": frozenset({MentionKind.PERSON}),
    "actor": frozenset(ACTORS),
    "state": frozenset({MentionKind.COUNTRY}),
}  # fmt: skip


def _all(scene: Scene) -> list[Word]:
    """Return the words that head a name in a sentence, in order."""
    return scene.heads
