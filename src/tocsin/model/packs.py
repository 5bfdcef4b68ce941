"""Packs: what tocsin ships to look for an incident or an advisory. Read from `packs/<id>/` by `knowledge.packs`."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from tocsin.model.noun import Noun, Window


class Stage(StrEnum):
    """How far it got on a host, in order."""

    SCANNED = "scanned"
    ATTEMPTED = "attempted"
    EXPLOITED = "exploited"
    FOOTHOLD = "foothold"
    POST_EXPLOITATION = "post-exploitation"

    @property
    def rank(self) -> int:
        """Position in the order above, from 0."""
        return list(Stage).index(self)


class StepRule(Noun, frozen=True, kw_only=True):
    """A rule that shows a step, at the stage its hit proves by itself."""

    rule: str  # id of a rule in the pack's rules/
    stage: Stage | None  # None: nothing by itself, only where a join holds
    lookalikes: tuple[str, ...] = ()  # ids of rules whose hit on the same event explains it as harmless


class StepLog(Noun, frozen=True, kw_only=True):
    """Logs that can show a step: all of `logs` together are needed; several StepLog are alternatives."""

    logs: tuple[str, ...]  # catalogue ids, optionally with a kind: "windows-sysmon#11"
    rules: tuple[str, ...]  # rules that watch there


class JoinKey(Noun, frozen=True, kw_only=True):
    """What two events must have in common: the first of `this` that the one has, and the first of `that` of the other.

    Each is a field as the log names it, `name(FIELD)` for the last part of a path, or `part(FIELD, NAME)` for what
    stands behind `NAME=` in it.
    """

    this: tuple[str, ...]
    that: tuple[str, ...]


class Join(Noun, frozen=True, kw_only=True):
    """A hit of the step proves more if a hit of `step` on the same host agrees with it in all of `by`, in time."""

    step: str  # the step that it is joined with; may be the same
    by: tuple[JoinKey, ...] = ()  # () : only the host and the time
    within: int  # seconds between the two, at most
    order: Literal["after", "before", "any"] = "after"  # of this step's hit to the other
    proves: Stage  # what the joined hit proves
    rules: tuple[str, ...] = ()  # ids of this step's rules that it is for


class Step(Noun, frozen=True, kw_only=True):
    """One step of an incident: what happens, how far it proves the attack got, which rules and logs show it."""

    id: str
    name: str
    stage: Stage
    description: str
    techniques: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    rules: tuple[StepRule, ...] = ()
    visible_in: tuple[StepLog, ...] = ()
    after: tuple[str, ...] = ()  # steps that come before it
    joins: tuple[Join, ...] = ()
    not_checkable: str | None = None  # why nothing on the user's side can show it; then it has no rules


class SaidUse(Noun, frozen=True, kw_only=True):
    """Who is said to have used this, by whom. Never evidence of who did it."""

    actor: str
    actor_id: str | None
    said_by: str
    date: str | None
    source: str


class PackLog(Noun, frozen=True, kw_only=True):
    """A log that can show steps of a pack: fields its rules need there, how to switch it on, how long it is kept."""

    log: str  # as `StepLog.logs` names it
    fields: tuple[str, ...] = ()
    switch_on: str | None = None  # None: as the catalogue says
    retention: str | None = None  # None: as the catalogue says
    note: str | None = None


class SaidTechnique(Noun, frozen=True, kw_only=True):
    """A technique that an advisory names: what it says of it, and why it cannot be seen where no rule watches."""

    id: str
    said: str
    unseen: str | None = None  # why nothing shows it, and what would


class Pack(Noun, frozen=True, kw_only=True):
    """A pack's identity and steps; its rules are Sigma files below `rules_path`."""

    id: str
    version: str
    name: str
    names: tuple[str, ...] = ()
    incident: str | None = None  # incident id of the knowledge base
    advisories: tuple[str, ...] = ()
    vulnerabilities: tuple[str, ...] = ()
    window: Window | None = None
    said_to_be_used_by: tuple[SaidUse, ...] = ()
    sources: tuple[str, ...] = ()
    techniques: tuple[SaidTechnique, ...] = ()  # of an advisory, whichever pack's rules watch for them
    steps: tuple[Step, ...] = ()
    logs: tuple[PackLog, ...] = ()
    rules_path: str = ""
