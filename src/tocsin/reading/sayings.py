"""Who is quoted or reported in a sentence: "X said", "according to X", "X, citing Y", and what is in whose mouth.

In: the scene of a sentence and the discourse so far. Out: `Saying`s: who speaks, through whom, by which verb; and for
any word the saying that it belongs to.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tocsin.model.report import Act
from tocsin.reading.blame import INTRUDERS
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import COURT_PAPERS, bearer, is_of_court, may_speak, negation_of, of_document, speakers_of
from tocsin.reading.frames import Frame, frames, frames_at
from tocsin.reading.nouns_of_speech import clauses_of_nouns
from tocsin.reading.on_record import sort_of
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.trees import Word

# verbs that are also said of files, names and deeds: they report somebody only with a clause of content
SELDOM = frozenset(
    ["read", "know", "hold", "show", "describe", "detail", "uncover", "discover", "publish", "inform", "find", "rule",
     "charge", "call", "post", "recall", "snap", "joke", "observe", "continue", "object", "convey", "signal",
     "threaten", "shoot", "fire", "hit", "mock", "venture", "assure", "predict", "pledge", "pronounce", "feel", "put",
     "have", "draw", "reach", "come", "accept", "conclude", "answer", "learn", "understand", "go", "document"]
)  # fmt: skip
_GIVEN = frozenset({"evidence", "testimony", "information"})  # "according to evidence given by X"
_JUDGEMENTS = frozenset({"assessment", "conclusion", "view", "judgment", "judgement", "belief"})
_VERDICTS = _JUDGEMENTS | {"verdict", "reaction", "response", "answer", "reply", "word"}
_ASSESSING = Frame(act=Act.ASSESS, roles="clause", verbs=())


@dataclass(frozen=True, slots=True)
class Saying:
    """Somebody quoted or reported; `at` is the verb, or the name behind "according to"."""

    speakers: tuple[Party, ...]
    at: int
    frame: Frame | None
    apart: frozenset[int]  # words that are not the content: the speaker, the verb
    via: tuple[Party, ...] = ()
    negation: str | None = None  # what they are said not to have said
    ours: bool = False  # "we assess": the speaker is a pronoun of the first person
    content: frozenset[int] = frozenset()  # the words in whoever's mouth, where their order tells which


def sayings_of(scene: Scene, mind: Discourse) -> tuple[Saying, ...]:
    """Return who is quoted or reported in a sentence, in order."""
    found = [*_according(scene, mind), *_verbs(scene, mind), *_verdicts(scene, mind), *_held_to_have(scene, mind)]
    for speakers, noun, frame, inside in clauses_of_nouns(scene, mind):
        apart = frozenset(word.i for word in scene.tree.words if word.i not in inside)
        found.append(Saying(speakers, noun.i, frame, apart, content=inside))
    return tuple(sorted(found, key=lambda one: one.at))


def _verbs(scene: Scene, mind: Discourse) -> list[Saying]:
    tree = scene.tree
    found: list[Saying] = []
    for word, frame in _reports(scene):
        negation = negation_of(scene, word.i) if frame is not None else None
        if frame is not None and (word.lemma == "doubt" or (word.lemma == "rule" and "out" in frame.needs)):
            negation = None if negation else "not"
        whose = tree.object(word.i) if word.lemma in ("quote", "cite") and tree.is_passive(word.i) else None
        if whose is not None and not tree.agent(word.i):
            found += _is_quoted(scene, mind, word, whose)
            continue
        if quoted := _quoted_as(scene, mind, word, frame):
            found += quoted
            continue
        bare = word.tag == "VB" and not tree.modals(word.i) and not tree.kids(word.i, "ccomp", "aux")
        bare = bare or _is_question(scene, word)
        if bare or frame is None or tree.is_passive(word.i) or tree.is_supposed(word.i):
            continue
        excluded = word.lemma == "rule" and tree.is_negated(word.i)  # "could not rule out"
        if tree.modals(word.i) & {"might", "could", "may", "should"} and not negation and not excluded:
            continue  # "an analyst might say"
        if negation and not (
            frame.act or (frame.verbs[0] == "say" and word.lemma in ("say", "claim", "find", "state"))
        ):
            continue
        subject = tree.subject(word.i)
        speakers = speakers_of(scene, mind, word.i, actors=True)
        paper = subject is not None and speakers == () and subject.lemma in COURT_PAPERS
        source = _source(scene, mind, subject, word) if subject is not None and not frame.act else ()
        told = speakers or paper or source  # of a paper that nobody knows, who it cites is known
        if not told or subject is None or (word.lemma in SELDOM and not has_content(scene, word)):
            continue
        ours = subject.word in ("we", "i", "us")
        actor = scene.mentions.get(subject.i)
        if actor is not None and actor.kind in ACTORS and word.tag not in ("VBD", "VBZ", "VBP", "VBN"):
            continue
        apart = {word.i, *scene.extent(subject.i)}
        for kid in tree.kids(subject.i, "acl", "appos"):
            if kid.i < word.i:
                apart.update(tree.below(kid.i))
        apart -= {each for each in apart if tree.hangs_on(each, word.i) and not tree.hangs_on(each, subject.i)} - {
            word.i
        }
        via = (speakers or ()) if source else ()
        found.append(Saying(source or speakers or (), word.i, frame, frozenset(apart), via, negation, ours))
    return found


def _reports(scene: Scene) -> Iterator[tuple[Word, Frame | None]]:
    """Yield words that report something, each with its frame, and verbs of quoting, with or without one."""
    for word in scene.tree.words:
        frame = _reporting(scene, word)
        if frame is not None or word.lemma in ("quote", "cite"):
            yield word, frame


def _is_question(scene: Scene, word: Word) -> bool:
    """Say whether a verb asks: "wished to know whether X was behind it"."""
    if word.tag != "VB" or word.lemma not in ("know", "hear", "learn"):
        return False
    return any(one.word in ("whether", "if") for kid in scene.tree.kids(word.i, "ccomp", "advcl")
               for one in scene.tree.kids(kid.i, "mark"))  # fmt: skip


def _held_to_have(scene: Scene, mind: Discourse) -> Iterator[Saying]:
    """Yield who holds what in "the intruders are thought by X to have worked for Y"."""
    tree = scene.tree
    for word in tree.words:
        frame = _reporting(scene, word) if word.is_verb and tree.kids(word.i, "xcomp") else None
        if frame is None or frame.act is None or not tree.is_passive(word.i) or tree.modals(word.i):
            continue
        agent = tree.agent(word.i)
        if agent is None or not may_speak(scene, agent) or negation_of(scene, word.i):
            continue
        apart = frozenset([word.i, *tree.below(agent.i)])
        yield Saying(mind.speaking(scene, tree.coordinated(agent.i)), word.i, frame, apart)


def _is_intruder(scene: Scene, subject: Word | None) -> bool:
    """Say whether a subject is an intruder, who does rather than says."""
    if subject is None:
        return False
    mention = scene.mentions.get(subject.i)
    return subject.lemma in INTRUDERS if mention is None else mention.kind in ACTORS


def _is_quoted(scene: Scene, mind: Discourse, word: Word, whose: Word) -> list[Saying]:
    """Return who is quoted in "officials were quoted as saying", by nobody in particular."""
    if not may_speak(scene, whose, actors=True):
        return []
    tree = scene.tree
    apart = [word.i, *scene.extent(whose.i), *(kid.i for kid in tree.kids(word.i, "advcl", "obl", "xcomp"))]
    return [Saying(mind.speaking(scene, tree.coordinated(bearer(scene, whose).i)), word.i, None, frozenset(apart))]


def _quoted_as(scene: Scene, mind: Discourse, word: Word, frame: Frame | None) -> list[Saying]:
    """Return who is reported in "the paper quoted officials as believing that ...", through the paper."""
    tree = scene.tree
    verb = tree.words[word.head]
    if frame is None or word.tag != "VBG" or not _is_as(scene, word) or verb.lemma not in ("quote", "cite"):
        return []
    whom = tree.object(verb.i)
    if whom is None or not may_speak(scene, whom, actors=True):
        return []
    subject = tree.agent(verb.i) if tree.is_passive(verb.i) else tree.subject(verb.i)
    apart = {word.i, verb.i, *scene.extent(whom.i), *(scene.extent(subject.i) if subject is not None else ())}
    via = mind.speaking(scene, [subject]) if subject is not None and may_speak(scene, subject) else ()
    speakers = mind.speaking(scene, tree.coordinated(whom.i))
    return [Saying(speakers, word.i, frame, frozenset(apart), via)] if speakers else []


def _reporting(scene: Scene, word: Word) -> Frame | None:
    """Return the frame by which a verb reports what its subject says; in "quoted him as saying" he says it."""
    told = next((one for one in frames_at(scene.tree, word.i) if one.roles == "clause"), None)
    if told is None:
        return None
    if word.lemma == "quote" and any(
        kid.tag == "VBG" and _is_as(scene, kid) for kid in scene.tree.kids(word.i, "advcl")
    ):
        return None
    read = word.lemma in SELDOM and word.lemma in frames().deeds  # "hackers read the mail"
    return None if read and _is_intruder(scene, scene.tree.subject(word.i)) else told


def _is_as(scene: Scene, word: Word) -> bool:
    return any(kid.word == "as" for kid in scene.tree.kids(word.i, "mark", "case"))


def _source(scene: Scene, mind: Discourse, subject: Word, verb: Word) -> tuple[Party, ...]:
    """Return whom a paper cites: "the daily, citing investigators, had reported"; nobody where it cites a document."""
    tree = scene.tree
    for kid in (*tree.kids(subject.i, "acl"), *tree.kids(verb.i, "advcl")):
        cited = tree.object(kid.i) if kid.word in ("citing", "quoting") else None
        if cited is not None and may_speak(scene, cited):
            return mind.speaking(scene, tree.coordinated(cited.i))
    return ()


def has_content(scene: Scene, verb: Word) -> bool:
    """Say whether a verb has a clause that it reports, or stands beside one."""
    tree = scene.tree
    if verb.tag == "VBN" and verb.dep in ("acl", "amod") and not tree.kids(verb.i, "nsubj"):
        return False
    if verb.lemma in ("draw", "reach", "come", "have", "call", "put", "find", "hold"):
        return True  # with objects and needs that the frame has seen
    inside = [kid for kid in tree.kids(verb.i, "ccomp", "xcomp", "parataxis", "acl") if kid.i > verb.i]
    if verb.lemma == "continue":  # "they continue to counter it"
        inside = [kid for kid in inside if kid.dep != "xcomp"]
    inside += [
        kid
        for noun in tree.kids(verb.i, "obj")
        for kid in tree.kids(noun.i, "acl")
        if kid.tag == "VBG" and kid.i > verb.i and verb.lemma in ("show", "find")
    ]  # "shows X exploiting Y"
    beside = verb.dep in ("parataxis", "ccomp") or any(kid.dep in ("ccomp", "parataxis") for kid in tree.kids(verb.i))
    return bool(inside) or beside or any(mark in tree.sentence.text for mark in '"“')


def _verdicts(scene: Scene, mind: Discourse) -> list[Saying]:
    """Find `"Absurd" was the verdict of X`, `the reaction from X`."""
    tree = scene.tree
    found: list[Saying] = []
    for word in tree.words:
        if word.lemma in _VERDICTS:
            judged = _ASSESSING if word.lemma in _JUDGEMENTS else None
            if judged is not None and not tree.kids(word.i, "cop"):
                continue
            for owner_ in tree.kids(word.i, "nmod"):
                if tree.case(owner_.i) in ("of", "from", "by") and owner_.i in scene.mentions:
                    apart = frozenset([word.i, *tree.below(owner_.i)])
                    found.append(Saying(mind.speaking(scene, tree.coordinated(owner_.i)), word.i, judged, apart))
    return found


def _according(scene: Scene, mind: Discourse) -> list[Saying]:
    """Find `according to X`, `per a statement from X`, `According to X, citing Y`."""
    tree = scene.tree
    for word in tree.words:
        if word.word not in ("according", "per"):
            continue
        following = tree.words[word.i + 1].word if word.i + 1 < len(tree.words) else ""
        if following != "to" if word.word == "according" else word.pos != "ADP":
            continue
        noun = _noun_after(scene, word)
        if noun is None:
            continue
        if noun.lemma in party_words().documents | _GIVEN and noun.i not in scene.mentions:
            speakers = of_document(scene, mind, noun)
        elif may_speak(scene, noun):
            speakers = mind.speaking(scene, tree.coordinated(noun.i))
        else:
            continue
        apart = frozenset([word.i, *tree.below(noun.i)]) if noun.dep != "ROOT" else frozenset(scene.extent(noun.i))
        cited = _cited(scene, noun)
        if cited is not None and speakers:
            return [Saying(mind.speaking(scene, tree.coordinated(cited.i)), noun.i, None, apart, speakers)]
        if speakers or is_of_court(scene, noun):
            return [Saying(speakers, noun.i, None, apart)]
    return []


def _noun_after(scene: Scene, word: Word) -> Word | None:
    """Return the noun behind "according to": the head the words hang on, else the next noun."""
    tree = scene.tree
    for head in (tree.words[word.head], tree.words[tree.words[word.head].head]):
        if head.i > word.i and head.is_noun:
            return head
    obl = tree.behind(word.i, ("to",), deep=1)
    if obl:
        return obl[0]
    after = [
        other
        for other in tree.words[word.i + 2 : word.i + 10]
        if other.is_noun and other.dep not in ("compound", "flat")
    ]
    return after[0] if after else None


def _cited(scene: Scene, noun: Word) -> Word | None:
    for word in scene.tree.words[noun.i : noun.i + 12]:
        if word.word in ("citing", "quoting"):
            return scene.tree.object(word.i)
    return None


def content_of(scene: Scene, sayings: Sequence[Saying], saying: Saying) -> list[int]:
    """Return the words that are in somebody's mouth."""
    tree = scene.tree
    if saying.content:
        return sorted(saying.content)
    inner = [kid for kid in tree.kids(saying.at, "ccomp", "xcomp", "obj", "parataxis") if kid.i > saying.at]
    verb = tree.words[saying.at]
    clause = verb.dep in ("acl", "advcl", "ccomp") or any(kid.dep == "ccomp" for kid in inner)
    if saying.frame is not None and clause and not _trails(scene, saying):
        return [each for each in tree.below(saying.at) if each not in saying.apart]
    others = {each for one in sayings if one is not saying and one.frame is not None and not _trails(scene, one)
              and one.at != saying.at and not tree.hangs_on(saying.at, one.at)
              for each in (*one.apart, *(tree.below(one.at) if tree.kids(one.at, "ccomp") else ()))}  # fmt: skip
    return [word.i for word in tree.words if word.i not in saying.apart and word.i not in others]


def owner(scene: Scene, sayings: Sequence[Saying], at: int) -> Saying | None:
    """Return the saying in whose content a word stands: the nearest above it, else the only one beside it."""
    tree = scene.tree
    for one in sayings:
        if at in one.content:
            return one
    by_verb = {one.at: one for one in sayings if not one.content}
    path = [tree.words[at], *tree.above(at)]
    for word in path:
        saying = by_verb.get(word.i)
        if saying is not None and word.i != at and at not in saying.apart:
            return saying
        for kid in tree.kids(word.i, "parataxis", "conj", "ccomp", "advcl", "dep"):
            beside = by_verb.get(kid.i)
            if beside is not None and kid.i != at and at not in beside.apart and _frames_content(scene, kid):
                return beside
    trailing = [one for one in sayings if at < one.at and at not in one.apart and _trails(scene, one)]
    if trailing:
        return trailing[0]
    outside = [one for one in sayings if at not in one.apart and one.at != at and one.frame is None]
    if outside:
        return outside[0]
    later = [one for one in sayings if one.at > at and at not in one.apart and not tree.hangs_on(one.at, at)]
    return later[0] if later and not tree.kids(later[0].at, "ccomp") else None


def _trails(scene: Scene, saying: Saying) -> bool:
    """Say whether a saying closes its sentence: "..., X said on Tuesday"."""
    tree = scene.tree
    if saying.frame is None or tree.kids(saying.at, "ccomp", "xcomp"):
        return False
    begin = min((each for each in saying.apart if saying.at - each < 40), default=saying.at)
    while begin > 0 and tree.words[begin - 1].word in ("the", "a", "an", "its", "his", "her"):
        begin -= 1
    return begin > 2 and tree.words[begin - 1].word in (",", '"', "!")


def _frames_content(scene: Scene, verb: Word) -> bool:
    """Say whether a verb of saying stands beside its content rather than before one of its own."""
    if verb.dep == "parataxis":
        return not any(kid.i > verb.i for kid in scene.tree.kids(verb.i, "ccomp"))
    before = scene.tree.words[verb.i - 1].word if verb.i else ""
    return not scene.tree.kids(verb.i, "ccomp", "obj", "xcomp") and (
        before in (",", '"', "”") or verb.dep in ("conj", "dep", "advcl")
    )


_SOURCES = frozenset(["official", "investigator", "expert", "researcher", "analyst", "person", "people", "source",
                      "police", "authority", "detective", "diplomat", "lawmaker", "adviser"])  # fmt: skip
_PRESS = frozenset(
    ["newspaper", "paper", "daily", "weekly", "magazine", "broadcaster", "website", "station", "tabloid"]
)


def is_source(scene: Scene, saying: Saying, outer: Saying) -> bool:
    """Say whether somebody without a name is heard by a paper: "officials think X did it, Reuters reported"."""
    subject = scene.tree.subject(saying.at)
    whose = subject is not None and any(kid.relation == "nmod:poss" for kid in scene.tree.kids(subject.i))
    press = all(sort_of(party) == "media" or party.noun in _PRESS for party in outer.speakers)
    return press and not whose and all(party.noun in _SOURCES for party in saying.speakers)
