"""A survey as JSON and back, so that it can be kept beside evidence or sent between machines; nothing is unpickled.

In: a `Survey`. Out: plain values, or bytes, that give an equal one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Generic, TypeVar, get_type_hints

import msgspec
import numpy as np

from tocsin.collecting.coverage import Books, Key, Seen, Span, Survey
from tocsin.collecting.damage import Damage
from tocsin.collecting.record_numbers import RecordNumbers
from tocsin.collecting.signs import Sign
from tocsin.collecting.slim import Slim
from tocsin.model.evidence import Loss

Count = tuple[tuple[int, int], ...]
Form = TypeVar("Form", bound=msgspec.Struct)


class _Numbers(msgspec.Struct, frozen=True):
    runs: list[tuple[int, int, int, int]]
    reversals: list[tuple[int, int, int]]
    scattered: bool
    repeated: bool = False


class _Seen(msgspec.Struct, frozen=True):
    path: str
    host: str | None
    log: str | None
    family: str
    provider: str | None
    events: int
    begin: int | None
    end: int | None
    timeless: int
    recovered: int
    kinds: dict[str, Count]
    kind_events: dict[str, int]
    numbers: _Numbers
    signs: list[tuple[int, str, str, str]]
    clock: Count
    providers: dict[str, tuple[int, int | None, int | None]]
    commands: int
    notes: list[str]
    marks: dict[str, int] = {}


class _Books(msgspec.Struct, frozen=True):
    path: str
    events: int
    rejected: int
    recovered: int
    losses: list[Loss]


class _Damage(msgspec.Struct, frozen=True):
    path: str
    marks: list[tuple[int, int]]
    losses: Count
    disordered: bool


class SurveyForm(msgspec.Struct, frozen=True):
    """A survey in plain values."""

    sources: list[_Seen]
    books: list[_Books]
    damage: list[_Damage]


def form_of(survey: Survey) -> SurveyForm:
    """Return a survey in plain values."""
    return SurveyForm(
        [_seen(*key, seen) for key, seen in survey.sources.items()],
        [_books(path, books) for path, books in survey.books.items()],
        [_damage(path, damage) for path, damage in survey.damage.items()],
    )


def survey_of(form: SurveyForm, path: str | None = None) -> Survey:
    """Return the survey of a form; `path` is what its one file is called now."""
    survey = Survey()
    for seen in form.sources:
        survey.sources[path or seen.path, seen.host, seen.log] = _again(seen)
    for books in form.books:
        survey.books[path or books.path] = _books_again(books)
    for damage in form.damage:
        survey.damage[path or damage.path] = _damage_again(damage)
    return survey


def parted(survey: Survey) -> dict[str, Survey]:
    """Return a survey of several files as one of each, by path."""
    found: defaultdict[str, Survey] = defaultdict(Survey)
    for key, seen in survey.sources.items():
        found[key[0]].sources[key] = seen
    for path, books in survey.books.items():
        found[path].books[path] = books
    for path, damage in survey.damage.items():
        found[path].damage[path] = damage
    return dict(found)


def to_bytes(survey: Survey) -> bytes:
    """Return a survey as JSON."""
    return msgspec.json.encode(form_of(survey))


def from_bytes(data: bytes) -> Survey:
    """Return the survey of JSON; raises `msgspec.ValidationError` for what is none."""
    return survey_of(msgspec.json.decode(data, type=SurveyForm))


def _seen(path: str, host: str | None, log: str | None, seen: Seen) -> _Seen:
    seen.numbers.settle()
    numbers = seen.numbers
    return _Seen(
        path=path,
        host=host,
        log=log,
        family=seen.family,
        provider=seen.provider,
        events=seen.events,
        begin=seen.begin,
        end=seen.end,
        timeless=seen.timeless,
        recovered=seen.recovered,
        kinds={kind: _counts(hours) for kind, hours in seen.kinds.items()},
        kind_events=dict(seen.kind_events),
        numbers=_Numbers(numbers.runs.tolist(), numbers.reversals, numbers.scattered, numbers.repeated),
        signs=[(sign.time, sign.kind, sign.detail, sign.about) for sign in seen.signs],
        clock=_counts(seen.clock),
        providers={name: (span.events, span.begin, span.end) for name, span in seen.providers.items()},
        commands=seen.commands,
        notes=list(seen.notes),
        marks=dict(seen.marks),
    )


def _again(form: _Seen) -> Seen:
    plain: dict[str, Any] = {
        name: getattr(form, name)
        for name in ("family", "provider", "events", "begin", "end", "timeless", "recovered", "commands")
    }
    runs = np.array(form.numbers.runs, np.int64).reshape(-1, 4)
    return Seen(
        **plain,
        kinds={kind: Counter(dict(hours)) for kind, hours in form.kinds.items()},
        kind_events=Counter(form.kind_events),
        numbers=RecordNumbers(runs, list(form.numbers.reversals), form.numbers.scattered, form.numbers.repeated),
        signs=[Sign(*sign) for sign in form.signs],
        clock=Counter(dict(form.clock)),
        providers={name: Span(*span) for name, span in form.providers.items()},
        notes=dict.fromkeys(form.notes),
        marks=dict(form.marks),
    )


def _books(path: str, books: Books) -> _Books:
    return _Books(path, books.events, books.rejected, books.recovered, books.losses)


def _books_again(form: _Books) -> Books:
    return Books(form.events, form.rejected, form.recovered, list(form.losses))


def _damage(path: str, damage: Damage) -> _Damage:
    return _Damage(path, damage.marks.tolist(), _counts(damage.losses), damage.disordered)


def _damage_again(form: _Damage) -> Damage:
    marks = np.array(form.marks, np.int64).reshape(-1, 2)
    return Damage(marks, Counter(dict(form.losses)), form.disordered)


def slim_mappings() -> tuple[Slim[Key, Seen], Slim[str, Books], Slim[str, Damage]]:
    """Return mappings for a survey of very many files; the values are held without the names of their fields."""
    seen, books, damage = _Row(_Seen), _Row(_Books), _Row(_Damage)
    return (
        Slim(lambda value: seen.packed(_seen("", None, None, value)), lambda data: _again(seen.unpacked(data))),
        Slim(lambda value: books.packed(_books("", value)), lambda data: _books_again(books.unpacked(data))),
        Slim(lambda value: damage.packed(_damage("", value)), lambda data: _damage_again(damage.unpacked(data))),
    )


class _Row(Generic[Form]):
    """A form as bytes: the values of its fields in their order."""

    def __init__(self, form: type[Form]) -> None:
        self._form = form
        self._decoder = msgspec.msgpack.Decoder(tuple[tuple(get_type_hints(form).values())])  # type: ignore[misc]

    def packed(self, value: Form) -> bytes:
        return msgspec.msgpack.encode(msgspec.structs.astuple(value))

    def unpacked(self, data: bytes) -> Form:
        return self._form(*self._decoder.decode(data))


def _counts(counter: Counter[int]) -> Count:
    return tuple((int(key), int(count)) for key, count in counter.items())
