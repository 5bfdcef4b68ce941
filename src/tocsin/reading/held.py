"""What somebody is held to be in a clause about him: "a group the SBU believes to be a front".

In: the scene of a sentence and the discourse so far. Out: `Draft`s. A parser seldom sees through a clause in which the
one spoken of is the subject of a second clause, so it is read by the order of its words: who or which, a name, a verb
of speech or belief, and then a verb without a subject of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tocsin.model.report import Act
from tocsin.reading.accusable import can_be
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, may_speak, own, suspect
from tocsin.reading.frames import Frame, base, clause_frame, frames, inflected
from tocsin.reading.parties import ACTORS, STATES, Party, Scene, party_words
from tocsin.reading.trees import Word

_RELATIVE = frozenset({"which", "who", "whom", "that"})
_ADVERBS = ("RB", "RBR", "RBS")
_HELPING = frozenset({"has", "have", "had", "now", "also", "long", "later", "itself"})
_LINKING = frozenset({"link", "tie", "connect", "associate"})
_TAKING = frozenset(
    ["believe", "think", "consider", "suspect", "describe", "regard", "see", "judge", "know", "understand", "assess",
     "characterise", "characterize", "view", "deem", "call",
     "identify", "expose", "brand", "label", "unmask"]
)  # fmt: skip
Held = tuple[Word, Word, Frame | None, Word, list[Word]]
"""Who holds it, the verb, its frame, the noun it is about, the words of what is held."""
_MOST_NAME = 7  # words of who holds it
_MOST_CONTENT = 28  # words
_TIES = frozenset(
    ["link", "tie", "connect", "affiliate", "associate", "front", "cover", "subordinate", "part", "arm", "wing",
     "branch", "belong", "sponsor", "back", "direct", "control", "run", "operate", "work", "behalf", "fund", "finance",
     "shelter", "protect", "employ", "answer", "tool", "proxy", "member", "officer", "agent", "contractor", "unit",
     "persona", "instrument", "extension"]
)  # fmt: skip


def held(scene: Scene, mind: Discourse) -> list[Draft]:
    """Return what clauses of a sentence hold somebody to be, by whom."""
    found: list[Draft] = []
    for holder, verb, frame, about, content in (*_clauses(scene), *_taken(scene)):
        accused = _accused(scene, mind, about, content)
        speakers = mind.speaking(scene, scene.tree.coordinated(holder.i)[:1])
        act = _act(scene, frame, content)
        if act is None or not accused or not speakers or own(speakers, accused) or speakers[0].kind in ACTORS:
            continue
        found.append(
            Draft(speakers, act, accused, verb.i, content[0].i, content[-1].i + 1, None, frame.level if frame else None)
        )
    return found


def _taken(scene: Scene) -> Iterator[Held]:
    """Yield "believes X, who is 29, to be an officer of Y", "describes X as linked to Y"."""
    tree = scene.tree
    for verb in tree.words:
        form = verb.is_verb and inflected(base(verb)).get(verb.word)
        if not form or base(verb) not in _TAKING or tree.is_passive(verb.i) or tree.modals(verb.i):
            continue
        holder = tree.subject(verb.i)
        about = next(iter([*tree.kids(verb.i, "obj"), *tree.kids(verb.i, "iobj")]), None)
        if holder is None or about is None or about.i < verb.i or not can_be(scene, about):
            continue
        if not (holder.i in scene.mentions or may_speak(scene, holder)):
            continue
        for word in tree.words[about.i + 1 : about.i + _MOST_CONTENT]:
            following = tree.words[word.i + 1] if word.i + 1 < len(tree.words) else word
            if (word.word == "to" and following.lemma in ("be", "have", "work", "belong", "act")) or word.word == "as":
                content = _until_mark(scene, word.i + 1)
                if content:
                    yield holder, verb, clause_frame(base(verb), verb.word), about, content
                break


def _clauses(scene: Scene) -> Iterator[Held]:
    """Yield what is held in relative clauses."""
    words = scene.tree.words
    for verb in words[2:]:
        frame = clause_frame(base(verb), verb.word)
        if frame is None and not (
            base(verb) in _TAKING | _LINKING
            and (inflected(base(verb)).get(verb.word) in ("s", "past") or verb.tag == "VBP")
        ):
            continue
        at = verb.i - 1
        while at > 1 and (words[at].tag in _ADVERBS or words[at].word in _HELPING):
            at -= 1
        holder = words[at]
        if not (holder.i in scene.mentions or (holder.is_noun and may_speak(scene, holder))):
            continue
        about = _before(scene, holder)
        if about is not None and base(verb) in _LINKING:
            after = words[verb.i + 1 : verb.i + 6]
            if len(after) > 1 and after[0].word in ("to", "with") and any(one.i in scene.mentions for one in after[1:]):
                yield holder, verb, None, about, _until_mark(scene, verb.i)
            continue
        content = _content(scene, verb) if about is not None else None
        if about is not None and content is not None:
            yield holder, verb, frame, about, content


def _before(scene: Scene, holder: Word) -> Word | None:
    """Return the noun that a clause is about which begins right before the name of who holds it."""
    words = scene.tree.words
    at = holder.i - 1
    while at > 0 and holder.i - at < _MOST_NAME and _of_name(scene, words[at]):
        at -= 1
    if words[at].word in _RELATIVE:
        at -= 1
        while at > 0 and words[at].pos == "PUNCT":
            at -= 1
        return words[at] if words[at].is_noun else None
    plain = words[at].is_noun and words[at].i not in scene.mentions and words[at + 1].word in ("the", "a", "both")
    named = words[at].is_noun and at + 1 == holder.i and holder.i in scene.mentions
    return words[at] if (plain or named) and words[at].lemma in party_words().accused else None


def _of_name(scene: Scene, word: Word) -> bool:
    if word.word in ("the", "a", "an", "both", "its", "their", "of", "'s", "’s", "'", "’"):
        return True
    if word.word in _RELATIVE or word.pos == "PUNCT" or word.is_verb:
        return False
    return word.i in scene.mentions or word.tag in ("JJ", "NNP", "NNPS", "CD") or (
        word.tag in ("NN", "NNS") and word.lemma not in party_words().accused
    )  # fmt: skip


def _content(scene: Scene, verb: Word) -> list[Word] | None:
    """Return the words of what is held, if they begin with a verb that lacks a subject; None otherwise."""
    words = scene.tree.words
    at = verb.i + 1
    while at < len(words) and words[at].tag in _ADVERBS:
        at += 1
    if at >= len(words):
        return None
    named = base(verb) in ("call", "label", "brand", "dub", "consider", "deem") and words[at].word in ("a", "an", "the")
    finite = named or words[at].tag in ("VBZ", "VBD", "VBP", "MD") or (words[at].word == "as" and base(verb) in _TAKING)
    if not finite and not (words[at].word == "to" and at + 1 < len(words) and words[at + 1].tag == "VB"):
        return None
    content = _until_mark(scene, at)
    return content if len(content) > 1 else None


def _until_mark(scene: Scene, at: int) -> list[Word]:
    """Return the words up to the next mark."""
    words = scene.tree.words
    last = at
    while last < len(words) and last - at < _MOST_CONTENT and words[last].word not in (",", ";", ".", '"'):
        last += 1
    return list(words[at:last])


def _accused(scene: Scene, mind: Discourse, about: Word, content: Sequence[Word]) -> tuple[Party, ...]:
    """Return whom the clause is about, by the name that stands with the noun; else the state in what is held."""
    tree = scene.tree
    while about.dep == "nmod" and tree.case(about.i) == "of" and about.i not in scene.mentions:
        about = tree.words[about.head]
    plain = [word for word in tree.words[: about.i]
             if word.i in scene.mentions or word.word == "," or not tree.hangs_on(word.i, about.i)]  # fmt: skip
    before = [word for word in plain if word.word not in ("a", "an", "the")][-2:]
    group = [about]
    if len(before) == 2 and before[1].word == "," and before[0].i in scene.mentions:
        first = before[0]  # "Agrius, a crew that it says is of Iran's"
        while first.dep == "conj" and about.tag == "NNS":
            first = tree.words[first.head]
        group = tree.coordinated(first.i) if about.tag == "NNS" else [first]
    parties = tuple(party for party in mind.blamed(scene, group) if suspect(party))
    if any(party.is_named or party.country for party in parties):
        return parties
    kinds = (*STATES, *ACTORS)
    named = [word for word in content if word.i in scene.mentions and scene.mentions[word.i].kind in kinds]
    return mind.blamed(scene, named[:1])


def _act(scene: Scene, frame: Frame | None, content: Sequence[Word]) -> Act | None:
    """Return the act: of a tie to somebody named, or of a deed; None where neither is told."""
    said = {word.lemma for word in content} | {base(word) for word in content if word.is_verb}
    act = frame.act if frame is not None else None
    named = any(word.i in scene.mentions for word in content)
    if said & _TIES and (named or said & {"that", "government", "state", "service", "intelligence", "unit"}):
        return act or Act.LINK
    if said & (frames().culprits | frames().strong | frames().works) or "behind" in said:
        return act or Act.ACCUSE
    return None
