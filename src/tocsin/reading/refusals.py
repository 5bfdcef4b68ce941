"""Refusals: an attribution that somebody is said not to have made: "declined to say who", "named no country".

In: the scene of a sentence, the discourse so far, what was found in it. Out: `Draft`s with a negation, at most one.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from tocsin.model.report import Act, MentionKind
from tocsin.reading.blame import INTRUDERS
from tocsin.reading.culprits import culprits
from tocsin.reading.discourse import Discourse
from tocsin.reading.draft import Draft, end_of, negation_of, own, speakers_of, suspect
from tocsin.reading.frames import base, frames
from tocsin.reading.parties import ACTORS, Party, Scene, party_words
from tocsin.reading.trees import Word

_SPONSORED = frozenset({"sponsored", "state-sponsored", "backed", "state-backed", "state-run"})

_FEW = 5  # words
_SILENT = frozenset({"comment", "draw", "answer", "elaborate", "say"})
_HIT = frozenset(["victim", "customer", "client", "target", "company", "firm", "organisation", "organization",
                  "employee", "person", "people", "student", "patient", "bank", "hospital"])  # fmt: skip
_DOERS = frozenset({"actor", "attacker", "perpetrator", "culprit", "hacker", "intruder", "author", "suspect"})
_BARE = frozenset({"say", "specify", "disclose", "reveal"})
_QUESTIONS = frozenset({"which", "who", "whose"})
_UNKNOWN = frozenset({"unknown", "unclear", "unidentified", "undetermined", "uncertain"})
_KNOWN = frozenset({"know", "known", "clear", "identify", "establish", "determine"})
_IDENTITY = frozenset({"identity", "origin", "authorship"})
_COMING = frozenset({"come", "came", "originate", "originated", "stem", "stemmed"})
_HELPING = frozenset(["inform", "tell", "notify", "alert", "warn", "discover", "find", "detect", "spot", "report",
                      "lead", "investigate", "own", "pay", "commission", "receive", "attend", "notice", "lose",
                      "replace", "succeed", "advise", "call"])  # fmt: skip
_BINDING = frozenset({"require", "oblige", "compel", "ask", "expect", "force", "need"})
_QUESTION = 16  # words in which a question is told that somebody was asked


def refusals(scene: Scene, mind: Discourse, found: Sequence[Draft]) -> list[Draft]:
    """Return the attribution that somebody refused, if the sentence tells of one and nothing told it before."""
    if any(one.negation and one.act in (Act.ATTRIBUTE, Act.ACCUSE) for one in found):
        return []
    pressed = _pressed(scene, mind)
    if pressed is not None:
        return [pressed]
    for word in scene.tree.words:
        lacking = _lacks(scene, word)
        telling = base(word) in frames().telling or lacking
        if not word.is_verb or not telling or any(one.at == word.i for one in found):
            continue
        negation = "not" if lacking else _negation(scene, word)
        if is_no_duty(scene, word.i):
            continue
        if negation is None:
            continue
        accused = () if lacking else _asked(scene, mind, word)
        if accused is None:
            continue
        if negation == "not" and not accused and _is_without(scene, word) and base(word) not in ("say", "attribute"):
            continue  # "condemned it without naming anybody" says nothing of who it was
        speakers = _speakers(scene, mind, word)
        if speakers and not own(speakers, accused):
            return [Draft(speakers, Act.ATTRIBUTE, accused, word.i, word.i, end_of(scene, word.i), negation)]
    return _unknown(scene, mind)


def _unknown(scene: Scene, mind: Discourse) -> list[Draft]:
    """Return who says that nobody knows who it was: "said it was unclear who did it", "the culprits are not known"."""
    tree = scene.tree
    for word in tree.words:
        laid = word.lemma == "attribution" and tree.is_negated(word.i) and word.dep == "nsubj"
        if laid and base(tree.words[word.head]) in ("make", "give", "offer", "draw"):
            speakers = next((found for above in tree.above(word.head) if above.is_verb
                             and (found := speakers_of(scene, mind, above.i))), ())  # fmt: skip
            if speakers:  # "no attribution could be made"
                return [Draft(speakers, Act.ATTRIBUTE, (), word.i, word.i, end_of(scene, word.i), "not")]
        plain = word.lemma in _UNKNOWN and not tree.is_negated(word.i)
        if not plain and not (word.lemma in _KNOWN and tree.is_negated(word.i) and word.tag in ("VBN", "VBD", "JJ")):
            continue
        subject = tree.object(word.i) if tree.is_passive(word.i) else tree.subject(word.i)
        doer = subject is not None and subject.i < word.i and subject.lemma in _DOERS | _IDENTITY
        asked = tree.words[word.i + 1 : word.i + 2]
        if not doer and not (asked and asked[0].word in ("who", "whose")):
            continue
        speakers = next((found for above in tree.above(word.i) if above.is_verb
                         and (found := speakers_of(scene, mind, above.i))), ())  # fmt: skip
        if speakers:
            return [Draft(speakers, Act.ATTRIBUTE, (), word.i, word.i, end_of(scene, word.i), "not")]
    return []


def is_no_duty(scene: Scene, at: int) -> bool:
    """Say whether a verb tells what nobody has to do: "the law does not require anybody to say who did it"."""
    return any(base(above) in _BINDING and negation_of(scene, above.i) for above in scene.tree.above(at))


def asks_nothing(scene: Scene, draft: Draft) -> bool:
    """Say whether a refusal leaves nothing open: of customers, "did not identify them" says nothing of who did it."""
    if draft.act not in (Act.ATTRIBUTE, Act.ACCUSE) or not draft.negation or draft.accused:
        return False
    named = [scene.tree.object(word.i) for word in scene.tree.words if base(word) in ("name", "identify")]
    here = any(word.is_noun and word.pos != "PRON" for word in scene.tree.words)
    return here and any(one is not None and one.word in ("them", "him", "her") and not _means_intruders(scene, one)
                        for one in named)  # fmt: skip


_ASKING = frozenset({"ask", "press", "question", "quiz"})
_MORE = frozenset({"add", "say", "report", "share"})
_ANSWERS = frozenset(["speculate", "engage", "comment", "answer", "say", "go", "draw", "discuss", "guess", "respond",
                      "confirm", "reply", "elaborate"])  # fmt: skip


def _pressed(scene: Scene, mind: Discourse) -> Draft | None:
    """Return the attribution that nobody made in "asked whether X was behind it, he would not speculate"."""
    tree = scene.tree
    asked = tree.words[0]
    if base(asked) not in _ASKING or asked.tag not in ("VBN", "VBD"):
        return None
    whom = [one for one in scene.parties_below(asked.i) if suspect(scene.party(one.i))]
    who = any(word.word in ("who", "which") for word in tree.words[1:_FEW])  # "asked who had been in the network"
    whom = [] if who else whom
    for word in tree.words if whom or who else ():
        negation = negation_of(scene, word.i) if word.is_verb and base(word) in _ANSWERS else None
        if base(word) in ("give", "offer", "make", "have") and any(
            kid.lemma in ("answer", "reply", "response", "comment") and tree.is_negated(kid.i)
            for kid in tree.kids(word.i, "obj")
        ):  # fmt: skip
            negation = "not"  # "he gave no answer"
        if any(kid.word == "nothing" and _MORE & {one.lemma for one in tree.kids(kid.i, "acl")}
               for kid in tree.kids(word.i, "obj")):  # fmt: skip
            negation = "not"  # "she had nothing to add"
        speakers = _speakers(scene, mind, word) if negation else ()
        accused = mind.blamed(scene, whom[:1]) if speakers else ()
        if negation and speakers and (accused or who) and not own(speakers, accused):
            return Draft(speakers, Act.ATTRIBUTE, accused, word.i, word.i, end_of(scene, word.i), negation)
    return None


def _lacks(scene: Scene, word: Word) -> bool:
    """Say whether a verb tells that somebody has no idea of who did it: "gave no opinion on who wrote it"."""
    if base(word) not in ("have", "give", "offer", "express", "hold", "voice", "venture"):
        return False
    after = scene.tree.words[word.i + 1 : word.i + _FEW]
    what = next((each for each in after if each.lemma in frames().opinions), None)
    if what is None or not any(each.word == "no" for each in after if each.i < what.i):
        return False
    said = {each.lemma for each in scene.tree.words[what.i + 1 : what.i + 2 * _FEW]}
    return bool(said & (frames().asking | {"responsible", "attacker", "origin"}))


def _negation(scene: Scene, word: Word) -> str | None:
    """Return how a verb of telling is denied: itself, by "without", or by its object ("named nobody")."""
    tree = scene.tree
    if _is_without(scene, word):
        return "not"
    for kid in tree.kids(word.i, "obj", "obl", "iobj", "xcomp"):
        none = {mark.word for mark in tree.kids(kid.i, "det", "advmod")} & {"no", "not"}
        if kid.word in ("nobody", "none") or none:
            return "not"
    return negation_of(scene, word.i)


def _is_without(scene: Scene, word: Word) -> bool:
    return any(kid.word == "without" for kid in scene.tree.kids(word.i, "mark", "case"))


def _asked(scene: Scene, mind: Discourse, word: Word) -> tuple[Party, ...] | None:
    """Return whom it would have been attributed to, if the sentence says; None when it is about something else."""
    tree = scene.tree
    below = [tree.words[each] for each in tree.below(word.i) if each != word.i and _takes(scene, word.i, each)]
    said = {each.word for each in below} | {each.lemma for each in below}
    whom = _whether(scene, word, below) if "whether" in said else ()
    if whom:
        return mind.blamed(scene, whom)
    if "whether" in said and said & _SPONSORED:
        return ()
    verb = base(word)
    if verb in _SILENT and (told := _asked_before(scene, mind)) is not None:
        return told
    if verb == "draw" and tree.is_passive(word.i):
        return () if said & frames().asked else None  # "would not be drawn on the origin"
    named = [kid for kid in tree.kids(word.i, "obj") if kid.i in scene.mentions]
    if verb in ("mention", "name", "cite", "single") and named and suspect(scene.party(named[0].i)):
        return mind.blamed(scene, named[:1])
    nouns = {each.lemma for each in below if not any(one.is_verb for one in _up_to(scene, each, word.i))}
    if verb == "comment" and not (_on_who(below) and _deed(below)):
        return None  # "declined to comment on the report", whatever that said
    if verb != "comment" and (verb in frames().vague and not nouns & frames().asking):
        return None
    if verb == "speculate" and not nouns & frames().wrongs:
        return ()
    nobody = "no one" in f" {' '.join(each.word for each in below)} "
    if ("which" in said and not _which(scene, below)) or _names_the_hit(scene, below) or _of_helpers(scene, below):
        return None
    naming = verb in ("name", "identify", "blame", "accuse", "implicate", "single")
    if naming and any(kid.word in ("none", "nobody") for kid in tree.kids(word.i, "obj", "xcomp")):
        return ()
    if naming and any(_means_intruders(scene, kid) for kid in tree.kids(word.i, "obj")):
        return ()
    asked = naming or _deed(below) or (verb == "say" and _on_who(below))
    about = (asked and bool(said & frames().asked)) or _is_bare(word, below)
    about = about or ("where" in said and bool(said & _COMING))
    about = about or (verb == "attribute" and _of_nobody(scene, word, nouns))
    return () if about or nobody or said & frames().asking else None


def _of_nobody(scene: Scene, verb: Word, nouns: set[str]) -> bool:
    """Say whether a deed is left unattributed: "not in a position to attribute this activity"."""
    return bool(nouns & frames().wrongs) and not scene.tree.behind(verb.i, ("to",), deep=4)


def _is_bare(verb: Word, below: Sequence[Word]) -> bool:
    """Say whether nothing but a question is left open: "he would not say which"."""
    asked = [each for each in below if each.i > verb.i and each.pos != "PUNCT"]
    return base(verb) in _BARE and bool(asked) and all(each.word in _QUESTIONS for each in asked)


def _means_intruders(scene: Scene, word: Word) -> bool:
    """Say whether "them" goes back to intruders: "said that hackers had stolen data but did not identify them"."""
    if word.word not in ("them", "him", "her", "it"):
        return False
    tag = "NNS" if word.word == "them" else "NN"
    before = (each for each in reversed(scene.tree.words[: word.i]) if each.tag == tag and each.dep == "nsubj")
    nearest = next(before, None)
    return nearest is not None and nearest.lemma in INTRUDERS


def _whether(scene: Scene, verb: Word, below: Sequence[Word]) -> tuple[Word, ...]:
    """Return of whom it is asked whether they did it: "whether X was behind it", "whether X itself turned it"."""
    weighed = next((one for one in culprits(scene) if scene.tree.hangs_on(one.at, verb.i)), None)
    if weighed is not None:
        return weighed.accused
    for each in below:
        subject = scene.tree.subject(each.head) if each.word == "whether" and each.dep == "mark" else None
        named = scene.mentions.get(subject.i) if subject is not None else None
        if subject is None or named is None or scene.tree.kids(each.head, "cop"):
            continue
        return (subject,) if named.kind in (*ACTORS, MentionKind.COUNTRY) else ()
    return ()


def _of_helpers(scene: Scene, below: Sequence[Word]) -> bool:
    """Say whether "who" asks for those who found it or deal with it: "would not say who had informed the company"."""
    asked = (scene.tree.words[each.head] for each in below if each.word == "who" and each.dep == "nsubj")
    return any(base(verb) in _HELPING for verb in asked)


def _names_the_hit(scene: Scene, below: Sequence[Word]) -> bool:
    """Say whether names are of who was hit, or of who speaks: "gave no names of victims", "did not give his name"."""
    return any(kid.lemma in _HIT or kid.word in ("his", "her") for each in below if each.lemma == "name"
               for kid in scene.tree.kids(each.i, "nmod"))  # fmt: skip


def _on_who(below: Sequence[Word]) -> bool:
    """Say whether words speak "on who", "about the perpetrators" or "on the attribution"."""
    told = (each for each in sorted(below, key=lambda each: each.i) if each.tag != "DT")
    asked = any(one.word in ("on", "about") and (other.word in ("who", "whom", "whose") or other.lemma in _DOERS)
                for one, other in itertools.pairwise(told))  # fmt: skip
    return asked or any(each.lemma == "attribution" for each in below)


def _asked_before(scene: Scene, mind: Discourse) -> tuple[Party, ...] | None:
    """Return whom a question was about that somebody left open: "Asked whether X was behind it, she did not answer"."""
    tree = scene.tree
    first = tree.words[0]
    if first.word not in ("asked", "pressed", "questioned", "quizzed"):
        return None
    below = [tree.words[each] for each in tree.below(first.i) if 0 < each < _QUESTION]
    if not {each.word for each in below} & {"whether", "who", "which", "if"}:
        return None
    weighed = next((one for one in culprits(scene) if tree.hangs_on(one.at, first.i) and one.at < _QUESTION), None)
    return mind.blamed(scene, weighed.accused) if weighed is not None else () if _deed(below) else None


def _which(scene: Scene, below: Sequence[Word]) -> bool:
    """Say whether "which" asks for somebody: a country, a group, or nothing else."""
    words = scene.tree.words
    following = {words[each.i + 1].lemma for each in below if each.word == "which" and each.i + 1 < len(words)}
    return bool(following & {*party_words().accused, "of", "be", "have", "may", "might", "it", "they", "foreign"})


def _takes(scene: Scene, verb: int, at: int) -> bool:
    """Say whether a word is in what a verb takes: not in its subject, nor in a clause about some noun of it."""
    word = scene.tree.words[at]
    while word.i != verb:
        who = next((kid for kid in scene.tree.kids(word.i, "nsubj") if kid.word in ("who", "which", "that")), None)
        clause = who is not None and ("relcl" in word.relation or scene.tree.words[max(0, who.i - 1)].word == ",")
        about = clause or word.dep in ("parataxis", "appos")
        if about or (word.head == verb and (word.dep in ("nsubj", "conj") or word.i < verb)):
            return False
        word = scene.tree.words[word.head]
    return True


def _up_to(scene: Scene, word: Word, verb: int) -> Iterator[Word]:
    """Yield a word and those between it and a verb above it."""
    while word.i != verb:
        yield word
        word = scene.tree.words[word.head]


def _deed(below: Sequence[Word]) -> bool:
    """Say whether words speak of a wrong or of whoever did it."""
    lemmas = {each.lemma for each in below}
    wrongs = frames().wrongs | frames().strong | frames().culprits | frames().asking
    return bool(lemmas & (wrongs | {"behind", "blame", "nation", "state", "country", "attribute"}))


def _speakers(scene: Scene, mind: Discourse, word: Word) -> tuple[Party, ...]:
    if base(word) == "draw" and (whose := scene.tree.object(word.i)) is not None and scene.tree.is_passive(word.i):
        return mind.speaking(scene, [whose])
    for verb in _verbs(scene, word):
        speakers = speakers_of(scene, mind, verb.i)
        if speakers and not any(party.noun in party_words().same["actor"] for party in speakers):
            return speakers
    return ()


def _verbs(scene: Scene, word: Word) -> Iterator[Word]:
    """Yield a verb and those above it whose subject it may share."""
    yield word
    yield from (above for above in scene.tree.above(word.i) if above.is_verb or scene.tree.kids(above.i, "cop"))
