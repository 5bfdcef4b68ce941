"""What guesses go by: what is true of a sentence, and of each name and noun in it for somebody.

In: the scene of a sentence and the discourse so far. Out: features of the sentence, and `Slot`s, who may speak or be
accused in it, with theirs. What the frames' own steps see is among them: who is quoted, who is said to have done it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tocsin.reading.accusable import is_union
from tocsin.reading.blame import Blame
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import may_speak
from tocsin.reading.frames import base, frames, frames_at
from tocsin.reading.parties import ACTORS, STATES, Party, Scene, party_words, people
from tocsin.reading.sayings import Saying, sayings_of
from tocsin.reading.trees import Word

_PRONOUNS = frozenset({"he", "she", "they", "we", "it", "i"})
_FIRST = frozenset({"we", "i"})  # who accuses himself admits
_SAID = frozenset({"say", "tell", "add", "write", "declare", "note", "state", "warn", "announce", "report"})
_WEAK = ("on", "of", "in", "for", "with", "from")
_LISTS = ("denials", "accusations", "judging", "cease", "declines", "culprits", "works", "roles", "doubt", "wrongs",
          "clues", "asked", "negations")  # fmt: skip
_NOUNS = ("wrongs", "accusations", "denials", "roles", "villains", "works", "clues", "strong")
_KIND = frozenset({"help", "assist", "aid", "cooperate", "advise", "thank", "welcome", "heal", "rescue", "repair"})
_UNTOLD = ("punct", "det", "case")  # relations that say nothing
_FAR = 6  # relations between a name and its verb


@dataclass(frozen=True, slots=True)
class Slot:
    """Somebody who may speak or be accused: who that is in either role, the word, and what is true of its place."""

    at: int  # number of the word; -1 for who spoke or was accused before, -2 for nobody
    speaking: tuple[Party, ...]
    accused: tuple[Party, ...]
    features: tuple[str, ...]


NOBODY = Slot(-2, (), (), ("nobody",))
"""Who is accused where nobody is."""


# what is true of a sentence


def act_features(scene: Scene) -> set[str]:
    """Return what is true of a sentence: its words with names by kind, what hangs on what, the acts of its verbs."""
    tree, lexicon = scene.tree, frames()
    row = [_masked(scene, word) for word in tree.words]
    found = {f"w {one}" for one in row} | {f"b {one} {other}" for one, other in pairwise(row)}
    for word in tree.words:
        if word.is_verb:
            acts = _acts(scene, word)
            found |= {f"f {one}" for one in acts} | {f"f {one} {word.tag} {word.dep}" for one in acts}
            found |= {f"n {one}" for one in acts if tree.is_negated(word.i)}
            if base(word) in lexicon.strong:
                found.add("strong")
        head = tree.words[word.head]
        if head.i != word.i and word.dep not in _UNTOLD:
            found |= {f"d {row[head.i]} {word.dep} {row[word.i]}", f"d {row[head.i]} {word.dep}"}
    lemmas = {word.lemma for word in tree.words}
    for name in _LISTS:
        if not lemmas.isdisjoint(getattr(lexicon, name)):
            found.add(f"l {name}")
    lists = [one for one in found if one[:2] == "l "]
    told = [*lists, *(one for one in found if one[:2] == "f ")]
    found |= {f"ll {one} {other}" for one in told for other in lists}
    found.update(_of_root(scene, row))
    parties = [mention.kind.value for mention in scene.mentions.values()]
    found.add(f"p {min(len(parties), 3)}")
    found |= {f"k {kind}" for kind in parties}
    found.add(f"q {any(mark in tree.sentence.text for mark in '“”') or chr(34) in tree.sentence.text}")
    found.add(f"h {tree.sentence.heading}")
    return found


def _of_root(scene: Scene, row: Sequence[str]) -> Iterator[str]:
    root = next((word for word in scene.tree.words if word.head == word.i), None)
    if root is None:
        return
    yield f"root {row[root.i]}"
    yield from (f"root act {frame.act or 'say'}" for frame in frames_at(scene.tree, root.i))
    subject = scene.tree.subject(root.i)
    if subject is not None:
        yield f"subject {row[subject.i]}"
        yield f"subject {row[subject.i]} {row[root.i]}"


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
    said = sayings_of(scene, mind)
    quoted = {party for one in said for party in one.speakers}
    through = {party for one in said for party in one.via}
    laid = culprits(scene)
    blamed: dict[int, set[str]] = {}
    for blame in laid:
        for word in blame.accused:
            blamed.setdefault(word.i, set()).add(f"{blame.kind} {blame.negated}")
    found: list[Slot] = []
    for number, word in enumerate(places):
        speaks = may_speak(scene, word, actors=True) and not _is_anybody(scene, word) and not _is_of_band(scene, word)
        speaking = mind.speaking(scene, [word]) if speaks else ()
        spared = word.word in _FIRST or _is_hit(scene, word) or _is_anybody(scene, word)
        accused = () if spared else mind.blamed(scene, [word])
        if speaking or accused:
            true = [*_place(scene, mind, word, number, places), *_path(scene, word)]
            true.append(f"struck {_suffers(scene, word)} {_is_struck(scene, word)} {is_union(scene, word.i)}")
            true += [f"blamed {word.i in blamed} {bool(blamed)}", *(f"blamed {one}" for one in blamed.get(word.i, ()))]
            found.append(Slot(word.i, speaking, accused, tuple(true)))
    found += _together(scene, mind, said, laid, found)
    before = ("before", f"before {len(places)}")
    if mind.quoted:
        found.append(Slot(-1, mind.quoted, (), before))
    if mind.accused:
        found.append(Slot(-1, (), mind.accused, before))
    return [Slot(one.at, one.speaking, one.accused, (*one.features, *_told(one, mind, quoted, through)))
            for one in found]  # fmt: skip


def _together(
    scene: Scene, mind: Discourse, said: Sequence[Saying], laid: Sequence[Blame], found: Sequence[Slot]
) -> Iterator[Slot]:
    """Yield who is quoted and who is blamed where that is not just one of those found: several, or by a document."""
    speaking, accused = {one.speaking for one in found}, {one.accused for one in found}
    for saying in said:
        if saying.speakers and saying.speakers not in speaking:
            speaking.add(saying.speakers)
            act = saying.frame.act if saying.frame is not None else None
            yield Slot(-1, saying.speakers, (), ("told", f"told {act or 'say'}", f"told {len(said) > 1}"))
    for blame in laid:
        parties = mind.blamed(scene, [word for word in blame.accused if not _is_anybody(scene, word)])
        if parties and parties not in accused:
            accused.add(parties)
            yield Slot(-1, (), parties, ("laid", f"laid {blame.kind}", f"laid {blame.negated} {len(laid) > 1}"))


def _told(slot: Slot, mind: Discourse, quoted: set[Party], through: set[Party]) -> Iterator[str]:
    """Yield what the text tells of somebody wherever he stands: who is quoted, who was accused before, what he is."""
    yield f"quoted {not quoted.isdisjoint(slot.speaking)} {bool(quoted)}"
    yield f"through {not through.isdisjoint(slot.speaking)}"
    if not quoted.isdisjoint(slot.accused):
        yield "accused quoted"
    party = (slot.speaking or slot.accused)[0]
    kind = party.kind.value if party.kind else f"noun {party.noun}"
    yield f"is {kind}"
    yield f"is {kind} {party.country is not None} {slot.at >= 0}"
    yield f"accused before {bool(set(slot.accused) & set(mind.accused))} {bool(set(slot.speaking) & set(mind.accused))}"
    yield f"spoke before {bool(set(slot.speaking) & set(mind.speakers))}"
    yield f"state accused {party.country in mind.ever if party.country else None} {_sort(party)}"
    yield f"voice {party in mind.voice}"


def _sort(party: Party) -> str:
    if party.kind is None:
        return "noun"
    return "state" if party.kind in STATES else "actor" if party.kind in ACTORS else party.kind.value


def _is_hit(scene: Scene, word: Word) -> bool:
    """Say whether a wrong is told to have been done to somebody: "an operation against Brazil", "spied on X"."""
    head = scene.tree.words[word.head]
    if word.dep in ("obj", "iobj") and head.lemma in ("tell", "inform", "brief", "assure", "remind"):
        return True  # who hears it
    return scene.tree.case(word.i) in ("against", "into", "on", "at") and (
        head.lemma in frames().wrongs or base(head) in frames().strong
    )


def _suffers(scene: Scene, word: Word) -> bool:
    """Say whether something was done to somebody that is no act of speech: "the network has been disrupted"."""
    verb = scene.tree.words[word.head]
    while word.dep in ("flat", "compound", "appos") and verb.i != word.i:
        word, verb = verb, scene.tree.words[verb.head]
    if word.dep == "nsubj" and base(verb) in _KIND:
        return True  # "Canada had helped"
    undergone = word.dep == "nsubj" and verb.is_verb and scene.tree.is_passive(verb.i)
    return undergone and not any(frame.roles != "uncovers" for frame in frames_at(scene.tree, verb.i))


def _is_struck(scene: Scene, word: Word) -> bool:
    """Say whether somebody is whom an attack is against, or of one of those: "a campaign against A and the B of C"."""
    for one in (word, *scene.tree.above(word.i)):
        if one.is_verb:
            return False
        before = [scene.tree.words[kid.i - 1] for kid in scene.tree.kids(one.i, "case") if kid.word == "against"]
        if any(noun.lemma in frames().wrongs for noun in before):
            return True
    return False


def _is_anybody(scene: Scene, word: Word) -> bool:
    """Say whether a noun means nobody in particular: "another actor", "any state"."""
    return any(kid.word in ("another", "any", "no") for kid in scene.tree.kids(word.i, "det"))


def _is_of_band(scene: Scene, word: Word) -> bool:
    """Say whether a state only tells whose some intruders are: "the Russian gang Qilin"."""
    head = scene.tree.words[word.head]
    return word.dep in ("amod", "compound") and head.i != word.i and head.lemma in party_words().same["actor"]


def _is_somebody(scene: Scene, word: Word) -> bool:
    if word.i in scene.mentions:
        return True
    if word.i in scene.taken:
        return False
    return word.word in _PRONOUNS or (word.is_noun and word.dep != "compound" and word.lemma in people())


def _path(scene: Scene, word: Word) -> Iterator[str]:
    """Yield by what relations somebody hangs on which nouns, and on what verb: of speech, of a wrong, of neither."""
    tree, lexicon = scene.tree, frames()
    path: list[str] = []
    top = word
    while top.head != top.i and len(path) < _FAR:
        path.append(top.dep)
        head = tree.words[top.head]
        if head.is_verb:
            acts = "|".join(_acts(scene, head))
            harm = "strong" if base(head) in lexicon.strong else "deed" if base(head) in lexicon.deeds else "other"
            kind, passive = acts or harm, tree.is_passive(head.i)
            yield f"up {'>'.join(path)} {kind}"
            yield f"up {top.dep} {kind} {passive}"
            yield f"doing {top.dep} {base(head)} {passive}"
            if len(path) > 1:
                yield f"ends {path[0]} {top.dep} {kind}"
            break
        if head.is_noun and head.i not in scene.mentions:
            yield f"of {tree.case(word.i)} {top.dep} {head.lemma}"
            yield from (f"of {tree.case(word.i)} {top.dep} {name}" for name in _NOUNS
                        if head.lemma in getattr(lexicon, name))  # fmt: skip
        top = head
    yield f"path {'>'.join(path[:4])}"
    yield f"quarter {word.i * 4 // max(1, len(tree.words))}"


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
