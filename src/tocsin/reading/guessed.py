"""Guessed claims: what a sentence says though no frame finds it, by a small model over its words and its names.

In: the scene of a sentence in which the frames found no claim, and the discourse so far. Out: a `Guess`, or None.
A parser that errs hides a plain speech act from the frames; here an act is told by the words of the sentence, and of
the names and nouns for somebody who speaks and who is accused by where they stand. Every act is tried with every pair
of them; the likeliest claim that may be one counts, if it is likely enough. One claim a sentence at most.
Trained by `training/train_guesses.py`; scores: `docs/models.md`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import as_file, files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tocsin.model.report import Act
from tocsin.reading.blame import INTRUDERS
from tocsin.reading.claim_relations import FAMILIES
from tocsin.reading.denials import clients
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, negation_of, own
from tocsin.reading.frames import base, frames, frames_at, loud_words
from tocsin.reading.guess_features import NOBODY, Slot, act_features, of_act, slots
from tocsin.reading.parties import ACTORS, Party, Scene
from tocsin.reading.sayings import SELDOM, has_content
from tocsin.reading.sides import own_side
from tocsin.reading.trees import Word

NONE = "none"
CLASSES: tuple[str, ...] = (
    NONE, "accuse", "attribute", "assess", "link", "confirm", "charge", "sanction", "condemn", "deny", "admit",
    "warn", "demand", "declined", "no-evidence",
)  # fmt: skip
"""What a sentence can say: an act, or that somebody did not name anybody, or found no evidence."""
_NEGATED = {"declined": Act.ATTRIBUTE, "no-evidence": Act.ASSESS}
_NO_ACCUSED = frozenset({"declined", "condemn", "confirm", "warn", "demand", "no-evidence"})
_LAYING = (Act.ATTRIBUTE, Act.ACCUSE, Act.LINK)
_OWN_PARTY = frozenset({"deny", "admit"})  # acts that tell who is meant by who speaks
_ASKED = frozenset(["who", "whom", "whose", "which", "anyone", "anybody", "nobody", "attribution", "attribute", "blame",
                    "perpetrator", "culprit", "finger", "behind", "responsible", "responsibility", "country", "nation",
                    "state", "name", "accuse", "identify", "identity", "attacker", "hacker", "suspect", "origin",
                    "link"])  # fmt: skip
_LEGAL = {
    "charge": frozenset(
        ["charge", "indict", "indictment", "arrest", "prosecute", "accuse", "plead", "convict", "sentence", "complaint",
         "warrant", "trial", "court", "prosecutor", "count", "extradite"]
    ),
    "sanction": frozenset(
        ["sanction", "sanctions", "blacklist", "designate", "freeze", "ban", "expel", "list", "measure"]
    ),
}  # fmt: skip
_BANDS = frozenset({"group", "gang", "crew", "cluster", "outfit", "collective", "actor"})  # silent if a state's
_NOBODY = frozenset({"no", "nobody", "none", "neither"})
_JOINING = frozenset({",", "and", "or", "the", "&", "both", "as", "well", "together", "with", "also"})
_TRIED = 4  # of those who may speak, and of those who may be accused
_BESIDE = 0.1  # share of the chance of the likeliest that is enough for a name beside it
Weights = NDArray[np.float32]


@dataclass(frozen=True)
class Model:
    """What was learned: weights for acts, for who speaks and who is accused; the chance from which a claim counts."""

    act: Table
    speaker: Table
    accused: Table
    least: float


@dataclass(frozen=True)
class Table:
    """Sorted CRC-32 of `features` (n,) and their `weights` (n, classes), `bias` (classes,)."""

    features: NDArray[np.uint32]
    weights: Weights
    bias: Weights

    def scores(self, found: Iterable[str]) -> Weights:
        """Return the score of each class for what is true of something."""
        keys = np.unique(np.fromiter((key(one) for one in found), dtype=np.uint32))
        at = np.minimum(np.searchsorted(self.features, keys), len(self.features) - 1)
        return self.weights[at[self.features[at] == keys]].sum(axis=0) + self.bias


@lru_cache(maxsize=50_000)
def key(feature: str) -> int:
    """Return what stands for a feature in a table."""
    return zlib.crc32(feature.encode("utf-8", "replace"))


@cache
def model() -> Model:
    """Return what the package ships, loaded once."""
    with as_file(files("tocsin.reading.model").joinpath("guesses.npz")) as path, np.load(path) as stored:
        tables = [_table(stored, name) for name in ("act", "speaker", "accused")]
        return Model(tables[0], tables[1], tables[2], float(stored["least"]))


def _table(stored: Mapping[str, Any], name: str) -> Table:
    weights = stored[f"{name}_weights"].astype(np.float32)
    return Table(stored[f"{name}_features"], weights, stored[f"{name}_bias"])


@dataclass(frozen=True, slots=True)
class Guess:
    """A claim that a sentence may make, and how likely it is that it makes it."""

    draft: Draft
    chance: float


def guess(scene: Scene, mind: Discourse, by: Model | None = None) -> Guess | None:
    """Return the claim that a sentence most probably makes, if it probably makes one."""
    by = by or model()
    best = likeliest(scene, mind, by)
    return best if best is not None and best.chance >= by.least else None


def likeliest(scene: Scene, mind: Discourse, by: Model) -> Guess | None:
    """Return the likeliest claim of a sentence, None where none reaches what the model asks for.

    Acts of one family that are said by the same of the same count together, by whatever name: "Russian", "the GRU".
    """
    chances = softmax(by.act.scores(act_features(scene)))
    acts = [act for act in _likely(chances, by.least) if chances[CLASSES.index(act)] >= by.least / 10
            and _speaks(scene, act) and _is_told(scene, act)]  # fmt: skip
    if not acts:
        return None
    places = slots(scene, mind)
    merged: dict[tuple[int, bool, frozenset[str], frozenset[str]], list[Guess]] = {}
    for act in acts:
        for speakers, accused, chance in _pairs(scene, by, act, places):
            draft = _draft(scene, mind, act, speakers, accused)
            if draft is not None:
                alike = (
                    _family(draft.act),
                    draft.negation is not None,
                    identities(draft.speakers),
                    identities(draft.accused),
                )
                sure = chance * float(chances[CLASSES.index(act)])
                merged.setdefault(alike, []).append(Guess(draft, sure))
    together = [(sum(one.chance for one in each), max(each, key=lambda one: one.chance)) for each in merged.values()]
    chance, best = max(together, key=lambda each: each[0], default=(0.0, None))
    return Guess(best.draft, chance) if best is not None else None


def told_by(draft: Draft, said: tuple[Party, ...], scene: Scene) -> Draft:
    """Give a guess the one who says it in the sentence, where it took somebody who only spoke before."""
    here = {scene.party(head.i).name for head in scene.heads}
    named = bool(said) and all(party.is_named for party in said)
    told = scene.tree.sentence.text
    if not named or draft.negation or any(party.name in here or party.name in told for party in draft.speakers):
        return draft
    return replace(draft, speakers=said)


def identities(parties: Iterable[Party]) -> frozenset[str]:
    """Return what parties are known by: ids, else names."""
    return frozenset(party.id or party.name for party in parties)


def softmax(scores: Weights) -> Weights:
    """Return how likely each of some scores is."""
    chances = np.exp(scores - scores.max())
    return chances / chances.sum()


def _likely(chances: Weights, least: float) -> Iterator[str]:
    """Yield the acts of families that together are likely enough."""
    of_family: dict[tuple[int, bool], float] = {}
    for act, chance in zip(CLASSES[1:], chances[1:].tolist(), strict=True):
        of_family[_sort(act)] = of_family.get(_sort(act), 0.0) + chance
    yield from (act for act in CLASSES[1:] if of_family[_sort(act)] >= least)


@cache
def _sort(act: str) -> tuple[int, bool]:
    """Return the family of what a sentence can say, and whether it is that nothing is said."""
    return _family(_NEGATED.get(act) or Act(act)), act in _NEGATED


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
    if act == "declined" and not any(_asks_who(scene, word) for word in scene.tree.words):
        return False  # "would not go into details" says nothing of who it was
    asked = [word.lemma for word in scene.tree.words if word.is_verb or word.lemma in ("responsibility", "explanation")]
    if act == "demand" and frames().cease.isdisjoint(asked):
        return False
    if act == "condemn" and Act.CONDEMN not in told and words.isdisjoint(frames().judging):
        return False
    if told and act not in _NEGATED:
        return any(Act(act) in family and told & family for family in FAMILIES) or None in acts
    return bool(acts or words & {"according", "per", '"'} or not words.isdisjoint(loud_words()))


def _asks_who(scene: Scene, word: Word) -> bool:
    """Say whether a word asks for somebody: "who", "which country", not "which software"."""
    following = scene.tree.words[word.i + 1 : word.i + 2]
    thing = word.word == "which" and any(one.is_noun and one.lemma not in _ASKED for one in following)
    return word.lemma in _ASKED and not thing


def _refuses(scene: Scene, word: Word) -> bool:
    """Say whether a verb declines, or one of telling or of an act is negated, itself or by its object ("no link")."""
    if word.lemma in frames().declines - {"hold", "fall", "stop", "fail", "decide"}:
        what = [kid for kid in scene.tree.kids(word.i, "xcomp", "ccomp") if kid.is_verb]
        telling = any(base(kid) in frames().telling or frames_at(scene.tree, kid.i) for kid in what)
        return telling or not what  # "declined to help" names nobody by itself
    acts = any(frame.act for frame in frames_at(scene.tree, word.i))
    nothing = any(scene.tree.is_negated(kid.i) and kid.lemma != "doubt" for kid in scene.tree.kids(word.i, "obj"))
    return (acts or base(word) in frames().telling) and (nothing or negation_of(scene, word.i) is not None)


def _family(act: Act) -> int:
    return next(number for number, family in enumerate(FAMILIES) if act in family)


def _pairs(
    scene: Scene, by: Model, act: str, places: Sequence[Slot]
) -> Iterator[tuple[tuple[Party, ...], tuple[Party, ...], float]]:
    """Yield who may speak and be accused in an act, and how likely both together are."""
    speaking = [(one, one.speaking) for one in places if one.speaking]
    if not speaking:
        return
    blamed = [(one, one.accused) for one in places if one.accused] + [(NOBODY, ())]
    first = softmax(_scores(by.speaker, act, speaking))
    second = _scores(by.accused, act, blamed) if act not in _OWN_PARTY else first
    for one in np.argsort(-first)[:_TRIED].tolist():
        speakers = _with_joined(scene, speaking, first, one)
        if act in _OWN_PARTY:
            yield speakers, (), float(first[one])
            continue
        others = [at for at, (_, parties) in enumerate(blamed) if not set(parties) & set(speakers)]
        rest, chances = [blamed[at] for at in others], softmax(second[others])
        for other in np.argsort(-chances)[:_TRIED].tolist():
            accused = tuple(party for party in _with_joined(scene, rest, chances, other) if party not in speakers)
            yield speakers, accused, float(first[one] * chances[other])


def _scores(table: Table, act: str, places: Sequence[tuple[Slot, tuple[Party, ...]]]) -> Weights:
    return np.array([table.scores(of_act(slot.features, act))[0] for slot, _ in places], dtype=np.float32)


def _with_joined(
    scene: Scene, places: Sequence[tuple[Slot, tuple[Party, ...]]], chances: Weights, chosen: int
) -> tuple[Party, ...]:
    """Return the parties of a slot and of those that are joined to it and not much less likely."""
    best = places[chosen][0]
    if best.at < 0:
        return _once(places[chosen][1])
    least = _BESIDE * chances[chosen]
    kept = [(slot, parties) for (slot, parties), chance in zip(places, chances, strict=True)
            if slot is best or (slot.at >= 0 and chance > least and _joined(scene, slot.at, best.at))]  # fmt: skip
    whole = {slot.at for slot, _ in kept}
    return _once(party for slot, parties in kept if not _belongs(scene, slot.at, whole) for party in parties)


def _is_silent(scene: Scene, party: Party) -> bool:
    """Say whether somebody does not speak of others: an intruder, or who is only told to work for somebody."""
    band = party.noun in _BANDS and party.country is not None
    return party.kind in ACTORS or party.noun in INTRUDERS or band or _serves(scene, party)


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


def _is_told(scene: Scene, act: str) -> bool:
    """Say whether a sentence tells an act as one that was done: by somebody, under no condition."""
    at = _verb(scene, _NEGATED.get(act) or Act(act))
    if (act not in _NEGATED and _is_nobody(scene, at)) or scene.tree.is_supposed(at):
        return False
    if scene.tree.modals(at) & {"would", "could", "might"}:
        return False
    words = {word.word for word in scene.tree.words}
    return "will" not in words or words.isdisjoint(("if", "unless"))  # what somebody would do then


def _draft(
    scene: Scene, mind: Discourse, act: str, speakers: tuple[Party, ...], accused: tuple[Party, ...]
) -> Draft | None:
    """Return the claim of some parties, None where nobody of theirs makes such claims."""
    kind = _NEGATED.get(act) or Act(act)
    at = _verb(scene, kind)
    if not speakers:
        return None
    if act != "admit" and all(_is_silent(scene, party) for party in speakers):
        return None
    if act == "deny" and mind.ever and not mind.ever & {party.country for party in speakers}:
        return None  # who was not accused
    if act in _OWN_PARTY:
        accused = speakers if act == "admit" else clients(scene, mind, at) or own_side(speakers)
    elif own(speakers, accused) or (not accused and act not in _NO_ACCUSED):
        return None
    if kind in _LAYING and act not in _NEGATED and not _is_about_wrongs(scene, accused):
        return None
    if not accused and act in ("condemn", "confirm"):
        accused = mind.accused
    negation = ("declined" if act == "declined" else "no-evidence") if act in _NEGATED else None
    return Draft(speakers, kind, accused, at, 0, len(scene.tree.words), negation)


def _is_nobody(scene: Scene, at: int) -> bool:
    """Say whether the subject of a verb is nobody: "No group has claimed responsibility"."""
    subject = scene.tree.subject(at)
    if subject is None:
        return False
    return subject.word in _NOBODY or any(kid.word in _NOBODY for kid in scene.tree.kids(subject.i, "det"))


def _is_about_wrongs(scene: Scene, accused: Sequence[Party]) -> bool:
    """Say whether a sentence speaks of wrongs, or a verb of it lays something to a state or an intruder."""
    lexicon = frames()
    wrongs = lexicon.wrongs | lexicon.strong | lexicon.culprits | lexicon.works | lexicon.villains | {"behind"}
    if not wrongs.isdisjoint(word.lemma for word in scene.tree.words):
        return True
    told = any(frame.act for word in scene.tree.words if word.is_verb for frame in frames_at(scene.tree, word.i))
    return told and any(party.country or party.kind in ACTORS for party in accused)


def _verb(scene: Scene, act: Act) -> int:
    """Return the verb that tells the act, else the root of the sentence."""
    words = scene.tree.words
    for word in words:
        if word.is_verb and any(frame.act is act for frame in frames_at(scene.tree, word.i)):
            return word.i
    return next((word.i for word in words if word.head == word.i), 0)
