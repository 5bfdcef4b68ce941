"""Guessed claims: what a sentence says though no frame finds it, by a small model over its words and its names.

In: the scene of a sentence in which the frames found no claim, and the discourse so far. Out: a `Draft`, or None.
A parser that errs hides a plain speech act from the frames; here an act is told by the words of the sentence, and for
each name and noun for somebody whether it speaks or is accused by where it stands. One claim a sentence at most, and
none below a score that was set for precision. Trained by `training/train_guesses.py`; scores: `docs/models.md`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.model.report import Act
from tocsin.reading.accusable import is_union
from tocsin.reading.claim_relations import FAMILIES
from tocsin.reading.culprits import INTRUDERS
from tocsin.reading.discourse import Discourse, own_side
from tocsin.reading.draft import Draft, may_speak, negation_of, own
from tocsin.reading.frames import base, frames, frames_at, loud_words
from tocsin.reading.parties import ACTORS, Party, Scene, people
from tocsin.reading.sayings import SELDOM, has_content, sayings_of
from tocsin.reading.trees import Word

NONE = "none"
CLASSES: tuple[str, ...] = (
    NONE, "accuse", "attribute", "assess", "link", "confirm", "charge", "sanction", "condemn", "deny", "admit",
    "warn", "demand", "declined", "no-evidence",
)  # fmt: skip
"""What a sentence can say: an act, or that somebody did not name anybody, or found no evidence."""
_NEGATED = {"declined": Act.ATTRIBUTE, "no-evidence": Act.ASSESS}
_NO_ACCUSED = frozenset({"declined", "condemn", "confirm", "warn", "demand", "no-evidence"})
_PRONOUNS = frozenset({"he", "she", "they", "we", "it", "i"})
_FIRST = frozenset({"we", "i"})  # who accuses himself admits
_ASKED = frozenset(["who", "whom", "whose", "which", "anyone", "anybody", "nobody", "attribution", "attribute", "blame",
                    "perpetrator", "culprit", "finger", "behind", "responsible", "responsibility", "country", "nation",
                    "state", "name", "accuse", "identify", "identity", "attacker", "hacker", "suspect", "origin",
                    "link"])  # fmt: skip
_SAID = frozenset({"say", "tell", "add", "write", "declare", "note", "state", "warn", "announce", "report"})
_LEGAL = {
    "charge": frozenset(
        ["charge", "indict", "indictment", "arrest", "prosecute", "accuse", "plead", "convict", "sentence", "complaint",
         "warrant", "trial", "court", "prosecutor", "count", "extradite"]
    ),
    "sanction": frozenset(
        ["sanction", "sanctions", "blacklist", "designate", "freeze", "ban", "expel", "list", "measure"]
    ),
}  # fmt: skip
_JOINING = frozenset({",", "and", "or", "the", "&", "both", "as", "well", "together", "with", "also"})
_WEAK = ("on", "of", "in", "for", "with", "from")
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Slot:
    """Somebody who may speak or be accused: who that is in either role, the word, and what is true of its place."""

    at: int  # number of the word; -1 for who spoke or was accused before
    speaking: tuple[Party, ...]
    accused: tuple[Party, ...]
    features: tuple[str, ...]


@dataclass(frozen=True)
class Model:
    """What was learned: sorted CRC-32 of features and a weight a class, for acts and for both roles."""

    act: Table
    speaker: Table
    accused: Table
    least: tuple[float, float, float]  # scores from which an act, a speaker, an accused counts


@dataclass(frozen=True)
class Table:
    """Sorted `features` (n,) and their `weights` (n, classes), `bias` (classes,)."""

    features: NDArray[np.uint32]
    weights: Weights
    bias: Weights

    def scores(self, found: Iterable[str]) -> Weights:
        """Return the score of each class for what is true of something."""
        keys = np.array(sorted({key(one) for one in found}), dtype=np.uint32)
        at = np.minimum(np.searchsorted(self.features, keys), len(self.features) - 1)
        return self.weights[at[self.features[at] == keys]].sum(axis=0) + self.bias


def key(feature: str) -> int:
    """Return what stands for a feature in a table."""
    return zlib.crc32(feature.encode("utf-8", "replace"))


@cache
def model() -> Model:
    """Return what the package ships, loaded once."""
    with as_file(files("tocsin.reading.model").joinpath("guesses.npz")) as path, np.load(path) as stored:
        tables = [_table(stored, name) for name in ("act", "speaker", "accused")]
        act, speaker, accused = (float(one) for one in stored["least"])
        return Model(tables[0], tables[1], tables[2], (act, speaker, accused))


def _table(stored: Mapping[str, Any], name: str) -> Table:
    weights = stored[f"{name}_weights"].astype(np.float32)
    return Table(stored[f"{name}_features"], weights, stored[f"{name}_bias"])


def guess(scene: Scene, mind: Discourse, by: Model | None = None) -> Draft | None:
    """Return the claim that a sentence most probably makes, if it probably makes one."""
    by = by or model()
    act, chance = best_act(by.act.scores(act_features(scene)))
    if chance < by.least[0] or not _speaks(scene, act):
        return None
    places = slots(scene, mind)
    speakers = _chosen(scene, by.speaker, by.least[1], act, [(one, one.speaking) for one in places])
    accused = _chosen(scene, by.accused, by.least[2], act, [(one, one.accused) for one in places
                                                            if not _suffers(scene, one.at)])  # fmt: skip
    told = {one.speakers for one in sayings_of(scene, mind) if one.speakers}
    if len(told) == 1 and act != "admit":
        (speakers,) = told  # whom the sentence itself says to be speaking
    return _draft(scene, mind, act, speakers, accused)


_KIND = frozenset({"help", "assist", "aid", "cooperate", "advise", "thank", "welcome", "heal", "rescue", "repair"})


def _suffers(scene: Scene, at: int) -> bool:
    """Say whether something was done to somebody that is no act of speech: "disrupted X", "a campaign against X"."""
    word = scene.tree.words[at]
    verb = scene.tree.words[word.head]
    if at >= 0 and (_is_struck(scene, word) or is_union(scene, at)):
        return True
    while word.dep in ("flat", "compound", "appos") and verb.i != word.i:
        word, verb = verb, scene.tree.words[verb.head]
    undergone = at >= 0 and word.dep == "nsubj" and verb.is_verb and scene.tree.is_passive(verb.i)
    if word.dep == "nsubj" and base(verb) in _KIND:
        return True  # "Canada had helped"
    told = any(frame.roles != "uncovers" for frame in frames_at(scene.tree, verb.i))
    return undergone and not told


def _is_struck(scene: Scene, word: Word) -> bool:
    """Say whether somebody is whom an attack is against, or of one of those: "a campaign against A and the B of C"."""
    for one in (word, *scene.tree.above(word.i)):
        if one.is_verb:
            return False
        before = [scene.tree.words[kid.i - 1] for kid in scene.tree.kids(one.i, "case") if kid.word == "against"]
        if any(noun.lemma in frames().wrongs for noun in before):
            return True
    return False


def _speaks(scene: Scene, act: str) -> bool:
    """Say whether a sentence has a verb of speech, none of another act only, a quotation or its source."""
    words = {word.word for word in scene.tree.words}
    acts = {frame.act for word in scene.tree.words if word.is_verb for frame in frames_at(scene.tree, word.i)
            if frame.act or word.lemma not in SELDOM or has_content(scene, word)}  # fmt: skip
    told = acts - {None}
    denies = any(frame.act is Act.DENY and frame.roles != "denial" for word in scene.tree.words if word.is_verb
                 for frame in frames_at(scene.tree, word.i))  # fmt: skip
    if act == "deny" and not denies:
        lemmas = {word.lemma for word in scene.tree.words}
        if lemmas.isdisjoint(frames().denials | frames().negations):
            return False
    if act in _LEGAL and _LEGAL[act].isdisjoint(form for word in scene.tree.words for form in (word.word, word.lemma)):
        return False
    if act == "declined" and not any(_refuses(scene, word) for word in scene.tree.words if word.is_verb):
        return False
    if act == "declined" and _ASKED.isdisjoint(word.lemma for word in scene.tree.words):
        return False  # "would not go into details" says nothing of who it was
    asked = [word.lemma for word in scene.tree.words if word.is_verb or word.lemma in ("responsibility", "explanation")]
    if act == "demand" and frames().cease.isdisjoint(asked):
        return False
    if act == "condemn" and Act.CONDEMN not in told and words.isdisjoint(frames().judging):
        return False
    if told and act not in _NEGATED:
        return any(Act(act) in family and told & family for family in FAMILIES) or None in acts
    return bool(acts or words & {"according", "per", '"'} or not words.isdisjoint(loud_words()))


def _refuses(scene: Scene, word: Word) -> bool:
    """Say whether a verb declines, or one of telling or of an act is negated, itself or by its object ("no link")."""
    if word.lemma in frames().declines - {"hold", "fall", "stop", "fail", "decide"}:
        what = [kid for kid in scene.tree.kids(word.i, "xcomp", "ccomp") if kid.is_verb]
        telling = any(base(kid) in frames().telling or frames_at(scene.tree, kid.i) for kid in what)
        return telling or not what  # "declined to help" names nobody by itself
    acts = any(frame.act for frame in frames_at(scene.tree, word.i))
    nothing = any(scene.tree.is_negated(kid.i) and kid.lemma != "doubt" for kid in scene.tree.kids(word.i, "obj"))
    return (acts or base(word) in frames().telling) and (nothing or negation_of(scene, word.i) is not None)


def best_act(scores: Weights) -> tuple[str, float]:
    """Return the likeliest act, and how probable it is that the sentence says anything."""
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    return CLASSES[1 + int(chances[1:].argmax())], 1 - float(chances[0])


def _chosen(
    scene: Scene, table: Table, least: float, act: str, places: Sequence[tuple[Slot, tuple[Party, ...]]]
) -> tuple[Party, ...]:
    """Return the parties of the slot that most probably has a role, and of those that are joined to it."""
    scored = [(float(table.scores(of_act(one.features, act))[0]), one, parties) for one, parties in places if parties]
    here = [each for each in scored if each[1].at >= 0 and each[0] > least]
    if not here:
        return next((_once(parties) for score, _, parties in scored if score > least), ())
    best = max(here, key=lambda each: each[0])[1]
    joined = [each for each in here if each[1] is best or (each[0] > 0 and _joined(scene, each[1].at, best.at))]
    whole = {each[1].at for each in joined}
    joined = [each for each in joined if not _belongs(scene, each[1].at, whole)]
    return _once(party for _, _, parties in joined for party in parties)


def _serves(scene: Scene, party: Party) -> bool:
    """Say whether a sentence only tells for whom somebody works: "Lee worked as a contractor for X"."""
    subjects = [word for word in scene.heads if word.dep == "nsubj" and scene.party(word.i) == party]
    return any(base(scene.tree.words[word.head]) in ("work", "serve") for word in subjects)


def _belongs(scene: Scene, at: int, whole: set[int]) -> bool:
    """Say whether a name only says whose somebody is who was chosen, too: "the North Korean actors"."""
    word = scene.tree.words[at]
    return word.dep in ("amod", "compound", "flat") and word.head != at and word.head in whole


def _joined(scene: Scene, one: int, other: int) -> bool:
    """Say whether between two words there is nothing but commas, "and", and further names."""
    first, last = min(one, other), max(one, other)
    between = scene.tree.words[first + 1 : last]
    plain = [word for word in between if word.i not in scene.mentions and word.word not in _JOINING]
    return not plain or other in (word.i for word in scene.tree.coordinated(one))


def _once(parties: Iterable[Party]) -> tuple[Party, ...]:
    """Return each of them once, under the first of its names."""
    kept: dict[str, Party] = {}
    for party in parties:
        kept.setdefault(party.entity or party.name, party)
    return tuple(kept.values())


def _draft(
    scene: Scene, mind: Discourse, act: str, speakers: tuple[Party, ...], accused: tuple[Party, ...]
) -> Draft | None:
    if not speakers or all(party.kind in ACTORS for party in speakers) != (act == "admit"):
        return None
    if act != "admit" and all(party.noun in INTRUDERS or _serves(scene, party) for party in speakers):
        return None
    if not any(party.is_named or party.country for party in speakers):
        return None
    kind = _NEGATED.get(act) or Act(act)
    if act == "deny" and mind.ever and not mind.ever & {party.country for party in speakers}:
        return None  # who was not accused
    if act in ("deny", "admit"):
        accused = own_side(speakers) if act == "deny" else speakers
    else:
        accused = tuple(party for party in accused if party not in speakers)
        if own(speakers, accused) or (not accused and act not in _NO_ACCUSED):
            return None
        if (
            kind in (Act.ATTRIBUTE, Act.ACCUSE, Act.LINK)
            and act not in _NEGATED
            and not _is_about_wrongs(scene, accused)
        ):
            return None
        if not accused and act in ("condemn", "confirm"):
            accused = mind.accused
    at = _verb(scene, kind)
    if act not in _NEGATED and scene.tree.words[at].is_verb and negation_of(scene, at):
        return None
    if scene.tree.is_supposed(at) or scene.tree.modals(at) & {"would", "could", "might"}:
        return None
    negation = ("declined" if act == "declined" else "no-evidence") if act in _NEGATED else None
    return Draft(speakers, kind, accused, at, 0, len(scene.tree.words), negation)


def _is_about_wrongs(scene: Scene, accused: Sequence[Party]) -> bool:
    """Say whether somebody accused is a state or an intruder, or the sentence speaks of wrongs at all."""
    if any(party.country or party.kind in ACTORS for party in accused):
        return True
    lexicon = frames()
    wrongs = lexicon.wrongs | lexicon.strong | lexicon.culprits | lexicon.works | lexicon.villains
    return not wrongs.isdisjoint(word.lemma for word in scene.tree.words)


def _verb(scene: Scene, act: Act) -> int:
    """Return the verb that tells the act, else the root of the sentence."""
    words = scene.tree.words
    for word in words:
        if word.is_verb and any(frame.act is act for frame in frames_at(scene.tree, word.i)):
            return word.i
    return next((word.i for word in words if word.head == word.i), 0)


# what is true of a sentence


def act_features(scene: Scene) -> list[str]:
    """Return what is true of a sentence: its words with names by kind, the acts its verbs stand for."""
    tree, lexicon = scene.tree, frames()
    row = [_masked(scene, word) for word in tree.words]
    found = {f"w {one}" for one in row} | {f"b {one} {other}" for one, other in pairwise(row)}
    for word in tree.words:
        if word.is_verb:
            acts = {str(frame.act or "say") for frame in frames_at(tree, word.i)}
            found |= {f"f {one}" for one in acts} | {f"f {one} {word.tag} {word.dep}" for one in acts}
            found |= {f"n {one}" for one in acts if tree.is_negated(word.i)}
            if base(word) in lexicon.strong:
                found.add("strong")
    lemmas = {word.lemma for word in tree.words}
    for name in ("denials", "accusations", "judging", "cease", "declines", "culprits", "works", "roles", "doubt",
                 "wrongs", "clues", "asked", "negations"):  # fmt: skip
        if not lemmas.isdisjoint(getattr(lexicon, name)):
            found.add(f"l {name}")
    found |= {f"ll {one} {other}" for one in found if one[:2] in ("l ", "f ") for other in found if other[:2] == "l "}
    parties = [mention.kind.value for mention in scene.mentions.values()]
    found.add(f"p {min(len(parties), 3)}")
    found |= {f"k {kind}" for kind in parties}
    found.add(f"q {any(mark in tree.sentence.text for mark in '“”') or chr(34) in tree.sentence.text}")
    found.add(f"h {tree.sentence.heading}")
    return sorted(found)


def _masked(scene: Scene, word: Word) -> str:
    mention = scene.mentions.get(word.i)
    if mention is not None:
        return f"<{mention.kind.value}>"
    return base(word) if word.is_verb else word.lemma


# what is true of somebody in it


def of_act(features: Sequence[str], act: str) -> list[str]:
    """Return features with and without the act, on which the roles depend."""
    return [*features, *(f"{act} {one}" for one in features)]


def slots(scene: Scene, mind: Discourse) -> list[Slot]:
    """Return everybody who may speak or be accused in a sentence, in order, and who did before."""
    places = [word for word in scene.tree.words if _is_somebody(scene, word)]
    found: list[Slot] = []
    for number, word in enumerate(places):
        speaking = mind.speaking(scene, [word]) if may_speak(scene, word, actors=True) else ()
        accused = () if word.word in _FIRST or _is_hit(scene, word) else mind.blamed(scene, [word])
        if speaking or accused:
            found.append(Slot(word.i, speaking, accused, tuple(_place(scene, mind, word, number, places))))
    before = ["before", f"before {len(places)}"]
    if mind.quoted:
        found.append(Slot(-1, mind.quoted, (), tuple(before)))
    if mind.accused:
        found.append(Slot(-1, (), mind.accused, tuple(before)))
    return found


def _is_hit(scene: Scene, word: Word) -> bool:
    """Say whether a wrong is told to have been done to somebody: "an operation against Brazil", "spied on X"."""
    head = scene.tree.words[word.head]
    if word.dep in ("obj", "iobj") and head.lemma in ("tell", "inform", "brief", "assure", "remind"):
        return True  # who hears it
    return scene.tree.case(word.i) in ("against", "into", "on", "at") and (
        head.lemma in frames().wrongs or base(head) in frames().strong
    )


def _is_somebody(scene: Scene, word: Word) -> bool:
    if word.i in scene.mentions:
        return True
    if word.i in scene.taken:
        return False
    return word.word in _PRONOUNS or (word.is_noun and word.dep != "compound" and word.lemma in people())


def _place(scene: Scene, mind: Discourse, word: Word, number: int, places: Sequence[Word]) -> Iterable[str]:
    tree = scene.tree
    words = tree.words
    party = scene.party(word.i)
    mention = scene.mentions.get(word.i)
    kind = mention.kind.value if mention is not None else "pronoun" if word.word in _PRONOUNS else "noun"
    before = [words[at].word if at >= 0 else "^" for at in (word.i - 1, word.i - 2)]
    after = [words[at].word if at < len(words) else "$" for at in (word.i + 1, word.i + 2)]
    head = words[word.head]
    top = word
    while top.dep in ("conj", "appos", "flat", "compound") and top.head != top.i:
        top = words[top.head]
    verb = next((one for one in tree.above(top.i) if one.is_verb), None)
    acts = sorted({str(frame.act or "say") for frame in frames_at(tree, verb.i)}) if verb is not None else ["-"]
    case = tree.case(top.i)
    order = "only" if len(places) == 1 else "first" if number == 0 else "last" if number == len(places) - 1 else "mid"
    left = [one for one in words[: word.i] if one.is_verb and frames_at(tree, one.i)]
    right = [one for one in words[word.i + 1 :] if one.is_verb and frames_at(tree, one.i)]
    yield f"kind {kind}"
    yield f"order {order}"
    yield f"kind order {kind} {order}"
    yield f"dep {word.dep} {kind}"
    yield f"top {top.dep} {case if case in _WEAK or case in ('by', 'to', 'against', 'at') else bool(case)}"
    yield f"relation {word.relation}"
    yield from (f"verb {top.dep} {case} {one}" for one in acts)
    yield f"before {before[0]}"
    yield f"before2 {before[1]} {before[0]}"
    yield f"after {after[0]}"
    yield f"after2 {after[0]} {after[1]}"
    yield f"between {before[0]} {kind} {after[0]}"
    yield f"noun {word.lemma}" if mention is None else f"named {kind}"
    yield f"head {head.lemma if head.i != word.i else '^'} {word.dep}"
    yield f"left {_nearest(left[-1:], word)} right {_nearest(right[:1], word)}"
    yield from (f"left act {one}" for each in left[-1:] for one in _acts(scene, each))
    yield from (f"right act {one}" for each in right[:1] for one in _acts(scene, each))
    said = [each for each in words[max(0, word.i - 3) : word.i + 6] if base(each) in _SAID and each.is_verb]
    yield f"said {'near' if said else 'no'} {bool(said) and said[0].i > word.i}"
    yield f"own {party.country is not None} {party.is_named}"
    yield f"ever {party.country in mind.ever}" if party.country else "ever -"
    yield f"last {party in mind.accused} {party in mind.speakers}"
    yield f"marks {tree.sentence.text[: word.start - tree.sentence.start].count(chr(34)) % 2}"


def _acts(scene: Scene, verb: Word) -> list[str]:
    return sorted({str(frame.act or "say") for frame in frames_at(scene.tree, verb.i)})


def _nearest(verbs: Sequence[Word], word: Word) -> str:
    return f"{min(abs(verbs[0].i - word.i), 4)}" if verbs else "-"
