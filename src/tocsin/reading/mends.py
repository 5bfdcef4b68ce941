"""Mends: what a parser usually gets wrong in such sentences, put right after it.

In: the words of a tree, and which of them are names. Out: the words, some with another head, relation or tag.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from msgspec.structs import replace

from tocsin.model.report import Mention, MentionKind
from tocsin.reading.appositions import apposed
from tocsin.reading.frames import frames, past_deeds, plain_pasts, third_persons
from tocsin.reading.infinitives import infinitives
from tocsin.reading.lemmas import lemma
from tocsin.reading.lost_verbs import LOST_VERBS
from tocsin.reading.parties import party_words
from tocsin.reading.some_of import alone
from tocsin.reading.trees import Word

_TIMES = frozenset(
    ["year", "month", "week", "autumn", "spring", "summer", "winter", "day", "fall", "evening", "morning", "night"]
)
_TOLD_IN = frozenset(["interview", "conference", "hearing", "testimony", "speech", "column", "filing", "call", "court",
                      "parliament", "email", "e-mail", "podcast"])  # fmt: skip
_PERSONS = frozenset(["employee", "officer", "member", "man", "woman", "national", "citizen", "hacker", "head", "chief",
                      "director", "official", "founder", "owner", "leader", "student", "resident", "manager", "agent",
                      "spokesman", "spokeswoman", "lawyer", "contractor", "engineer", "programmer"])  # fmt: skip
_BEARING = frozenset({"bears", "shares", "carries", "takes", "shoulders", "points"})
_BURDENS = frozenset({"responsibility", "blame", "guilt", "liability", "burden", "finger"})
_PAPERS = ("indictment", "complaint", "warrant")


def mended(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Return the words of a tree with every mend that leaves it a tree."""
    for mend in _MENDS:
        changed = mend(words, names)
        words = changed if changed != words and _is_tree(changed) else words
    return words


def _is_tree(words: tuple[Word, ...]) -> bool:
    """Say whether every word still hangs on a root: what was mended must not go in circles."""
    sound: set[int] = set()
    for word in words:
        path: list[int] = []
        at = word.i
        while at not in sound and words[at].head != at:
            if at in path:
                return False
            path.append(at)
            at = words[at].head
        sound.update(path, (at,))
    return True


def _named(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join a noun and the name right behind it where both were taken for subjects: "X and the group Rhysida said"."""
    found = list(words)
    for noun, name in itertools.pairwise(words):
        first = words[noun.head] if noun.dep == "conj" else noun
        both = first.dep == name.dep == "nsubj" and first.head == name.head
        if both and noun.tag == "NN" and name.tag == "NNP" and noun.i not in names:
            found[name.i] = replace(name, head=noun.i, relation="flat")
    return tuple(found)


def _past(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make a verb of an adjective that has an object and is spelt like the past of a deed: "and mostly stole data"."""
    found = list(words)
    for word in words:
        lower = word.tag in ("NN", "NNP") and word.text.islower() and word.i not in names and word.dep != "compound"
        if (word.tag == "JJ" or lower) and word.word in past_deeds() and any(
            kid.head == word.i and kid.dep == "obj" and kid.i > word.i for kid in words
        ):  # fmt: skip
            found[word.i] = replace(word, tag="VBD", pos="VERB", lemma=lemma(word.text, "VBD"))
    return tuple(found)


def _compounded(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb the noun before it as its subject that was taken for a part of it: "Neither indictment alleges"."""
    found = list(words)
    for verb in words:
        noun = words[verb.i - 1] if verb.i else verb
        if noun.dep != "compound" or noun.head != verb.i or not noun.is_noun:
            continue
        kids = [word for word in words if word.head == verb.i and word.i != verb.i]
        told = verb.relation == "acl:relcl" or any(kid.dep == "obj" for kid in kids)
        verbal = verb.tag in ("VBZ", "VBD", "VBP") or (verb.tag == "NNS" and told)
        if not verbal or any(kid.dep in ("nsubj", "csubj", "cop") for kid in kids):
            continue
        found[noun.i] = replace(noun, relation="nsubj")
        if verb.tag == "NNS":  # "that the Guard steers it"
            found[verb.i] = replace(verb, tag="VBZ", pos="VERB", lemma=lemma(verb.text, "VBZ"))
        for kid in kids:
            if kid.i < noun.i and kid.dep in ("det", "amod", "compound", "nmod", "nummod", "case"):
                found[kid.i] = replace(kid, head=noun.i)
    return tuple(found)


def _verbless(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make the verb of a sentence that has none of a noun that is spelt like one: "the bureau attributes it to X"."""
    root = next((word for word in words if word.head == word.i), None)
    if root is None or root.is_verb or any(word.head == root.i and word.dep == "cop" for word in words):
        return words
    plural = (word for word in words if word.i and word.tag in ("NNS", "NNPS")
              and (word.word in third_persons() or _charges(words, names, word)))  # fmt: skip
    verb = next((word for word in plural if word.i < root.i + 2 or root.i == 0), None)
    if verb is None or verb.i in names or not (words[verb.i - 1].is_noun or verb.word == "charges"):
        return words
    held = any(word.head == verb.i and word.dep == "ccomp" for word in words)  # of who says it, set apart
    if verb.i + 1 >= len(words) and not held:
        return words
    found = list(words)
    subject = words[verb.i - 1]
    if verb.word == "charges":
        subject = next((word for word in words[: verb.i] if word.lemma in _PAPERS), subject)
    found[verb.i] = replace(verb, head=verb.i, relation="ROOT", tag="VBZ", pos="VERB", lemma=lemma(verb.text, "VBZ"))
    found[subject.i] = replace(subject, head=verb.i, relation="nsubj")
    objects = 0
    for word in words:
        if word.i in (verb.i, subject.i):
            continue
        if word.i < verb.i:
            if word.head >= verb.i or word.head == word.i:
                found[word.i] = replace(word, head=subject.i, relation="compound" if word.is_noun else word.relation)
        elif word.head <= verb.i or word.head == word.i:
            cased = any(kid.head == word.i and kid.dep == "case" for kid in words)
            relation = word.relation
            if word.is_noun:
                relation = "obl" if cased or objects else "obj"
                objects += relation == "obj"
            found[word.i] = replace(word, head=verb.i, relation=relation)
    return tuple(found)


def _cased(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb the noun before a preposition for its subject, not the one behind it: "A lawyer for X called"."""
    for verb in words:
        noun = words[verb.head]
        if verb.relation != "acl:relcl" or not noun.is_noun or noun.i > verb.i or verb.tag not in ("VBD", "VBZ", "VBP"):
            continue
        kids = [word for word in words if word.head == verb.i and word.i != verb.i]
        subject = next((word for word in kids if word.dep == "nsubj" and noun.i < word.i < verb.i), None)
        if subject is None or not any(word.head == subject.i and word.dep == "case" and word.i < subject.i
                                      and word.word not in ("'s", "’s", "'") for word in words):  # fmt: skip
            continue
        found = list(words)
        root = noun.head == noun.i
        found[verb.i] = replace(verb, head=verb.i if root else noun.head, relation=noun.relation)
        found[noun.i] = replace(noun, head=verb.i, relation="nsubj")
        found[subject.i] = replace(subject, head=noun.i, relation="nmod")
        for word in words:
            if word.head == noun.i and word.i > verb.i:
                found[word.i] = replace(word, head=verb.i)
        return tuple(found)
    return words


def _beside(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a person's name to the noun it says: "an employee of the company TAD, Lee, with", not to the company."""
    found = list(words)
    for word in words:
        head = words[word.head]
        person = word.i in names and names[word.i].kind is MentionKind.PERSON and word.dep == "appos"
        if not person or head.i not in names or names[head.i].kind is MentionKind.PERSON or head.dep != "nmod":
            continue
        noun = words[head.head]
        if noun.lemma in _PERSONS and noun.i < head.i and words[word.i - 1].word == ",":
            found[word.i] = replace(word, head=noun.i)
    return tuple(found)


def _behind_subject(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang a second subject behind a preposition on the first: "researchers at X and Y said"."""
    found = list(words)
    for second in words:
        if second.dep != "nsubj" or second.i not in names:
            continue
        first = next((one for one in words[: second.i] if one.dep == "nsubj" and one.head == second.head), None)
        case = next((one for one in words[: second.i] if one.head == second.i and one.dep == "case"), None)
        if first is not None and case is not None and first.is_noun and first.i < case.i and case.i == first.i + 1:
            found[second.i] = replace(second, head=first.i, relation="nmod")
            for each in words:
                if each.dep == "conj" and each.head == second.head and each.i in names and each.i < second.head:
                    found[each.i] = replace(each, head=second.i)
    return tuple(found)


def _told_when(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang what is said on the verb, not on the time between: "concluded last autumn that criminals had done it"."""
    found = list(words)
    for clause in words:
        time = words[clause.head]
        that = next((word for word in words[time.i + 1 : time.i + 2] if word.word == "that"), None)
        verb = words[time.head]
        told = that is not None and (time.lemma in _TIMES or _is_told_in(words, time, that))
        if clause.dep == "acl" and that is not None and told and verb.is_verb and verb.i < time.i:
            found[clause.i] = replace(clause, head=verb.i, relation="ccomp")
            found[that.i] = replace(that, head=clause.i, relation="mark", tag="IN")
    return tuple(found)


def _is_told_in(words: tuple[Word, ...], noun: Word, that: Word) -> bool:
    """Say whether a noun is only where something is told: "concluded in a report that", "said in an interview that"."""
    cased = any(kid.head == noun.i and kid.dep == "case" and kid.word in ("in", "at", "on", "during") for kid in words)
    return cased and that.tag == "IN" and noun.lemma in party_words().documents | _TOLD_IN


def _charges(words: tuple[Word, ...], names: dict[int, Mention], word: Word) -> bool:
    """Say whether "charges" is what a paper before it does to the name behind it: "an indictment charges Lee with"."""
    named = word.i + 1 in names and names[word.i + 1].kind is MentionKind.PERSON
    return word.word == "charges" and named and any(one.lemma in _PAPERS for one in words[: word.i])


def _naming(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang a clause by which somebody is named on the noun before it: "attacks by an actor that X tracks as Y"."""
    found = list(words)
    for verb in words:
        if "relcl" not in verb.relation or verb.lemma not in ("track", "call", "dub", "name", "label", "know"):
            continue
        that = next((kid for kid in words if kid.head == verb.i and kid.word in ("that", "which", "who")), None)
        noun = words[that.i - 1] if that is not None and that.i else None
        if noun is not None and noun.is_noun and noun.i > verb.head:
            found[verb.i] = replace(verb, head=noun.i)
    return tuple(found)


def _objects(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Take a name right behind a verb for its object: "One blamed Vietnam for the hack"."""
    found = list(words)
    for name in words:
        verb = words[name.head]
        near = name.relation == "xcomp" and name.i in names and name.tag == "NNP" and _is_next(words, verb, name)
        if (
            near
            and verb.tag in ("VBD", "VBZ", "VBP")
            and not any(kid.head == verb.i and kid.dep == "obj" for kid in words)
        ):
            found[name.i] = replace(name, relation="obj")
    return tuple(found)


def _is_next(words: tuple[Word, ...], verb: Word, name: Word) -> bool:
    """Say whether a name stands right behind a verb, or behind its particle: "ruled out Russia"."""
    return verb.i == name.i - 1 or (verb.i == name.i - 2 and words[name.i - 1].tag == "RP")


def _flipped(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb its object back that a parser took for its head: "(X) had accused actors", "short of blaming X"."""
    found = list(words)
    for verb in words:
        noun = found[verb.head]
        if verb.relation != "amod" or noun.i < verb.i or not verb.tag.startswith("VB"):
            continue
        kids = [word for word in found if word.head == verb.i and word.i != verb.i]
        subject = any(word.dep == "nsubj" for word in kids)
        lost = [word for word in found if word.head == noun.i and word.dep == "nsubj" and word.i < verb.i]
        cop = any(word.head == noun.i and word.dep == "cop" for word in found)
        if lost and not cop and verb.tag in ("VBN", "VBD") and noun.i - verb.i <= 3:
            subject = True  # "X and Y jointly imposed sanctions": no participle
        case = next((word for word in found if word.head == noun.i and word.dep == "case" and word.i < verb.i), None)
        if not subject and not (
            verb.tag == "VBG" and case is not None and case.i == verb.i - 1 and noun.i - verb.i <= 2
        ):
            continue
        root = noun.head == noun.i
        found[verb.i] = replace(
            verb, head=verb.i if root else noun.head, relation="advcl" if case is not None else noun.relation
        )
        found[noun.i] = replace(noun, head=verb.i, relation="obj")
        for word in list(found):
            before = word.head == noun.i and word.i < verb.i and word.i != verb.i
            if before or (
                word.head == noun.i and word.dep in ("punct", "parataxis", "advcl", "ccomp") and word.i > noun.i
            ):
                found[word.i] = replace(word, head=verb.i, relation="mark" if word is case else word.relation)
    return tuple(found)


def _subjects(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a verb without a subject the name right before it: "In a statement, A, B and C condemned"."""
    found = list(words)
    for verb in words:
        if verb.tag not in ("VBD", "VBZ", "VBP", "VBN", "VB") or verb.dep in ("aux", "cop"):
            continue
        kids = [word for word in found if word.head == verb.i and word.i != verb.i]
        perfect = any(word.dep == "aux" and word.word in ("has", "have", "had", "will") for word in kids)
        if verb.tag in ("VBN", "VB") and not perfect:
            continue
        if any(word.dep in ("nsubj", "csubj") for word in kids):
            continue
        at = verb.i - 1
        while at >= 0 and (found[at].dep == "aux" or found[at].tag == "RB"):
            at -= 1
        if at > 1 and found[at].word == "," and at - 1 in names and found[at - 1].dep == "appos":
            at -= 1  # "the department, the Foreign Office, summoned": by its name
        telling = found[at].dep in ("obj", "obl", "nmod") and any(word.dep == "ccomp" for word in kids)
        if (at not in names and not telling) or found[at].tag == "JJ" or (telling and not found[at].is_noun):
            continue
        first = at
        while found[first].dep == "conj" and found[first].head in names and found[first].head < first:
            first = found[first].head
        before = [word for word in found if word.head == first and word.dep == "case" and word.i < first]
        if before or found[first].dep == "nsubj" or verb.i == found[first].head or found[first].head == first:
            continue
        found[first] = replace(found[first], head=verb.i, relation="nsubj")
    return tuple(found)


def _listed(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join names in a row by commas and "and", which parsers tend to take for appositions."""
    found = list(words)
    at = 0
    while at < len(words):
        run = _run(words, names, at)
        at = run[-1] + 1 if run else at + 1
        kinds = {_sort(names[each]) for each in run if each in names}
        if len(run) < 2 or len(kinds) > 1 or any(names.get(each) is names[run[0]] for each in run[1:]):
            continue
        inside = range(run[0], run[-1] + 1)
        heads = [each for each in run if words[each].head not in inside or words[each].head == each]
        head = next((each for each in heads if words[each].dep in ("nsubj", "obj")), heads[0] if heads else run[0])
        first = words[head]
        root = first.head == head
        if not root and words[first.head].head in run:  # the verb was taken to be joined to a name of the list
            found[first.head] = replace(words[first.head], head=first.head, relation="ROOT")
        found[run[0]] = replace(words[run[0]], head=run[0] if root else first.head, relation=first.relation)
        for each in run[1:]:
            found[each] = replace(words[each], head=run[0], relation="conj")
        for number, word in enumerate(found):
            outside = word.head in run[1:] and number not in inside
            orphan = root and number != run[0] and word.head == head and head != run[0]
            if outside or orphan:
                found[number] = replace(word, head=run[0])
    return tuple(found)


def _joined(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join two subjects of one verb that an "and" stands between: "the agency and the Centre judged"."""
    found = list(words)
    for second in words:
        if second.dep != "nsubj" or not any(kid.word == "and" and kid.dep == "cc" and kid.head == second.i
                                            for kid in words[max(0, second.i - 3) : second.i]):  # fmt: skip
            continue
        first = next((one for one in words[: second.i] if one.dep == "nsubj" and one.head == second.head), None)
        if first is not None and first.is_noun and second.is_noun:
            found[second.i] = replace(second, head=first.i, relation="conj")
    return tuple(found)


def _sort(mention: Mention) -> str:
    kind = mention.kind
    if kind in (MentionKind.COUNTRY, MentionKind.GOVERNMENT_BODY, MentionKind.ORGANISATION):
        return "body"
    return kind.value


def _run(words: Sequence[Word], names: dict[int, Mention], at: int) -> list[int]:
    """Return the names of a list that begins here and holds an "and"."""
    if at not in names or words[at].tag == "JJ":
        return []
    at = _owned(words, names, at)
    run, index = [at], at + 1
    while index < len(words):
        skip = index
        while (
            skip < len(words)
            and words[skip].word in (",", "and", "&", "the", "both", "their", "its", "other")
            and skip - index < 4
        ):
            skip += 1
        marks = [word.word for word in words[index:skip]]
        if joined_noun(words, skip, marks):
            run.append(skip)
            return run
        if not marks or marks[0] == "the" or skip not in names or words[skip].tag == "JJ":
            break
        skip = _owned(words, names, skip)
        if skip + 1 < len(words) and words[skip + 1].word in ("'s", "’s"):
            break
        run.append(skip)
        index = skip + 1
        if "and" in marks or "&" in marks:
            return run
    closed = index < len(words) and words[index].word == "and"
    return run if closed and len(run) > 1 else []


def joined_noun(words: Sequence[Word], at: int, marks: Sequence[str]) -> bool:
    """Say whether a list of names ends with a noun: "the U.S., the U.K. and their allies"."""
    if at >= len(words) or "and" not in marks:
        return False
    return words[at].tag == "NNS" and bool({"their", "its", "other"} & set(marks)) and words[at].dep in (
        "nsubj", "conj", "appos", "ROOT", "root", "obl", "nmod"
    )  # fmt: skip


def _owned(words: Sequence[Word], names: dict[int, Mention], at: int) -> int:
    """Return the second name of `Britain's NCSC`, which is the one that is listed."""
    if at + 2 < len(words) and words[at + 1].word in ("'s", "’s") and at + 2 in names:
        return at + 2
    return at


def _but(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join a refusal behind ", but" to the verb of who speaks: "confirmed that it was hacked, but declined to say"."""
    found = list(words)
    for verb in words:
        joined = verb.dep == "conj" and verb.tag in ("VBD", "VBZ", "VBP") and verb.lemma in frames().declines
        if not joined or not any(kid.head == verb.i and kid.word == "but" for kid in words):
            continue
        below = words[verb.head]
        above = words[below.head]
        own = any(kid.head == verb.i and kid.dep in ("nsubj", "mark") for kid in words)
        if below.dep == "ccomp" and above.is_verb and above.i < below.i < verb.i and not own:
            found[verb.i] = replace(verb, head=above.i)
    return tuple(found)


def _torn(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Make a verb of what was taken for a part of its object: "The service stole data", "the GRU bears the blame"."""
    for verb in words[1:-1]:
        what, noun = words[verb.head], words[verb.i - 1]
        plain = verb.dep in ("compound", "amod") and verb.word in plain_pasts()
        if (
            not (plain or verb.dep == "compound")
            or what.i < verb.i
            or not noun.is_noun
            or noun.head not in (verb.i, what.i)
        ):
            continue
        past = plain or (verb.tag == "NN" and verb.word in past_deeds() and lemma(verb.text, "VBD") != verb.word)
        bears = what.lemma in _BURDENS and verb.word in _BEARING and noun.i in names
        if not (past or bears) or any(kid.head == what.i and kid.dep in ("cop", "nsubj") for kid in words):
            continue
        found = list(words)
        tag = "VBD" if past else "VBZ"
        head = verb.i if what.head == what.i else what.head
        found[verb.i] = replace(verb, head=head, relation=what.relation, tag=tag, pos="VERB",
                                lemma=lemma(verb.text, tag))  # fmt: skip
        found[noun.i] = replace(noun, head=verb.i, relation="nsubj")
        found[what.i] = replace(what, head=verb.i, relation="obj")
        for kid in words[: noun.i]:
            if kid.head in (what.i, verb.i):
                found[kid.i] = replace(kid, head=verb.i if kid.dep in ("mark", "advmod", "cc") else noun.i)
        for kid in words[what.i + 1 :]:
            if kid.head == what.i and kid.dep in ("ccomp", "parataxis", "advcl", "punct"):
                found[kid.i] = replace(kid, head=verb.i)
        return tuple(found)
    return words


def _itself(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang on a noun by what it calls itself, taken for who speaks: "A group calling itself X said"."""
    found = list(words)
    for noun, verb in itertools.pairwise(words):
        if verb.tag != "VBG" or noun.dep != "nsubj" or verb.dep not in ("nsubj", "csubj"):
            continue
        both = noun.head in (verb.i, verb.head)
        if both and any(kid.head == verb.i and kid.word in ("itself", "themselves", "himself") for kid in words):
            found[noun.i] = replace(noun, head=verb.head)
            found[verb.i] = replace(verb, head=noun.i, relation="acl")
    return tuple(found)


def _raised(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Give a preposition to the name that its phrase is of: "to the hacker collective X", where it hung on "hacker"."""
    found = list(words)
    for case in words:
        noun = words[case.head]
        head = words[noun.head]
        part = noun.dep == "compound" or noun.relation == "nmod:desc"  # "by the former minister X"
        if case.dep == "case" and part and case.i < noun.i < head.i and head.i in names:
            found[case.i] = replace(case, head=head.i)
    return tuple(found)


def _agents(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Hang "by X" on the noun before it, not on a verb that is active: "discovered two attacks by X"."""
    found = list(words)
    for name in words:
        verb = words[name.head]
        case = next((kid for kid in words if kid.head == name.i and kid.dep == "case"), None)
        if name.i not in names or name.dep != "obl" or not verb.is_verb or case is None or case.word != "by":
            continue
        noun = next(
            (kid for kid in words[: case.i] if kid.head == verb.i and kid.dep == "obj" and kid.i > verb.i), None
        )
        passive = any(kid.head == verb.i and kid.relation in ("nsubj:pass", "aux:pass") for kid in words)
        if noun is not None and not passive and noun.lemma in frames().wrongs:
            found[name.i] = replace(name, head=noun.i, relation="nmod")
    return tuple(found)


def _finite(words: tuple[Word, ...], names: dict[int, Mention]) -> tuple[Word, ...]:
    """Join a finite verb to a finite one, not to a participle between: "joined them in blaming X and condemned it"."""
    found = list(words)
    for verb in words:
        part = words[verb.head]
        past = verb.dep == "conj" and verb.tag in ("VBD", "VBZ") and part.tag == "VBG" and part.i < verb.i
        if not past or any(kid.head in (verb.i, part.i) and kid.dep in ("nsubj", "aux", "mark") and kid.word != "in"
                           for kid in words):  # fmt: skip
            continue
        above = part
        while above.head != above.i and above.tag not in ("VBD", "VBZ", "VBP"):
            above = words[above.head]
        if above.tag in ("VBD", "VBZ", "VBP"):
            found[verb.i] = replace(verb, head=above.i)
    return tuple(found)


_MENDS = (
    _raised, _itself, _torn, alone, _named, apposed, _past, _cased, _behind_subject, _beside, _told_when, _compounded,
    _naming, _agents, _finite, _verbless, *LOST_VERBS, _objects, _flipped, _listed, _joined, _subjects, _but,
    infinitives,
)  # fmt: skip
