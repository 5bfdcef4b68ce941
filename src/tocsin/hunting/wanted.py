"""Which fields of which Windows events are looked at, so that readers need not make others.

In: a plan. Out: for a channel, provider and event id the fields that some rule looks at in such events. May say too
many, never too few.
"""

from __future__ import annotations

from collections.abc import Iterable

from tocsin.collecting.batches import Fields
from tocsin.hunting.derived import sources
from tocsin.hunting.plan import Plan
from tocsin.hunting.scopes import WINDOWS, Scope

Kind = tuple[str | None, str | None, int | None]


class FieldsOfKinds:
    """Answers for a plan; `more` are fields that somebody else looks at, in events of any kind."""

    def __init__(self, plan: Plan, *, raw: bool, more: Iterable[str] = ()) -> None:
        """Take a plan; with `raw`, keywords are searched for in raw bytes first."""
        self._known: dict[Kind, Fields] = {}
        self._more = frozenset(more)
        everywhere = plan.looks_everywhere if raw else plan.needs_every_field
        self._scopes = [
            (plan.scopes[scope], sources(plan.fields_of(scope)), everywhere(scope, raw=raw))
            for scope in plan.index.fields
            if plan.scopes[scope].family == WINDOWS
        ]

    def __call__(self, channel: str | None, provider: str | None, event_id: int | None) -> Fields:
        """Return the fields that are looked at in events of a kind; None: all."""
        kind = (channel, provider, event_id)
        if kind not in self._known:
            self._known[kind] = self._of(kind)
        return self._known[kind]

    def _of(self, kind: Kind) -> Fields:
        found = set(self._more)
        for scope, names, every in self._scopes:
            if _means(scope, *kind):
                if every:
                    return None
                found |= names
        return frozenset(found)


def _means(scope: Scope, channel: str | None, provider: str | None, event_id: int | None) -> bool:
    if scope.channels and (channel is None or channel.casefold() not in scope.channels):
        return False
    if scope.providers and (provider is None or provider.casefold() not in map(str.casefold, scope.providers)):
        return False
    return not scope.event_ids or event_id in scope.event_ids
