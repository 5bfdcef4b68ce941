"""Why a rule is true of one record, or is not: the answer of `tocsin hunt --explain`."""

from __future__ import annotations

from tocsin.model.hits import Place
from tocsin.model.logs import LogSource
from tocsin.model.noun import Noun
from tocsin.model.rules import RuleInfo


class Part(Noun, frozen=True, kw_only=True):
    """A part of a rule's condition, and whether it holds for the record.

    `kind`: `and`, `or`, `not` over the parts below; `selection`, the part that the rule gives this name; `filter`, what
    a Sigma filter of the user's adds; `test`, one test of one field (`field` empty: of any field).
    """

    kind: str
    holds: bool
    name: str = ""
    field: str = ""
    modifier: str = ""
    wanted: str = ""
    values: tuple[str, ...] = ()  # what the record has in the field, each cut; (): it has no such field
    of: tuple[Part, ...] = ()


class ScopeAnswer(Noun, frozen=True, kw_only=True):
    """One kind of record that the rule's logsource means, and why the record is none of them; (): it is one."""

    log: str
    why_not: tuple[str, ...] = ()


class Explanation(Noun, frozen=True, kw_only=True):
    """Why a rule is true of a record, or is not."""

    rule: RuleInfo
    path: str  # of the rule
    logsource: LogSource
    source: Place
    time: str | None
    host: str | None
    log: str | None
    holds: bool  # in scope, and its condition is true
    in_scope: bool
    condition_holds: bool
    scopes: tuple[ScopeAnswer, ...]
    conditions: tuple[str, ...]  # as the rule writes them; (): not to be had
    tree: Part
    missing: tuple[str, ...] = ()  # fields that the rule asks for and the record does not have
    excluded_by: tuple[str, ...] = ()  # entries of the user's tuning that leave this hit out
    notes: tuple[str, ...] = ()
