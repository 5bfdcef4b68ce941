"""Packs: what tocsin ships to look for an incident or an advisory. Read from `packs/<id>/` by `knowledge.packs`."""

from __future__ import annotations

from enum import StrEnum

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
    """A rule that shows a step, at the stage its hit proves."""

    rule: str  # id of a rule in the pack's rules/
    stage: Stage
    lookalikes: tuple[str, ...] = ()  # ids of rules whose hit on the same event explains it as harmless


class StepLog(Noun, frozen=True, kw_only=True):
    """Logs that can show a step: all of `logs` together are needed; several StepLog are alternatives."""

    logs: tuple[str, ...]  # catalogue ids, optionally with a kind: "windows-sysmon#11"
    rules: tuple[str, ...]  # rules that watch there


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


class SaidUse(Noun, frozen=True, kw_only=True):
    """Who is said to have used this, by whom. Never evidence of who did it."""

    actor: str
    actor_id: str | None
    said_by: str
    date: str | None
    source: str


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
    steps: tuple[Step, ...] = ()
    rules_path: str = ""
