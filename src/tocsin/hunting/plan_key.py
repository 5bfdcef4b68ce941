"""Under which key a plan is kept: known, and asked for, before all that a plan needs is loaded.

In: a rule set as `load_rules` gave it. Out: the key of its plan.
"""

from __future__ import annotations

import hashlib

from msgspec import msgpack

from tocsin.hunting.rules import RuleSet
from tocsin.knowledge import kept
from tocsin.knowledge.logs import logs

KIND = "plan"

KEPT_FROM = 200
"""From how many rules on their plan is kept on disk."""

FORM = 14
"""Number of the form in which plans are kept: another one whenever `plan._Kept` changes, or what a plan is made by:
`scopes`, `_index`, `_clauses`, `program_of`, and `sort_tests` with `needles_of`, `blinded` and `zeroed`."""


def plan_key(rules: RuleSet) -> str | None:
    """Return the key of a rule set's plan; None: it has so few rules that their plan is not kept."""
    if len(rules.rules) < KEPT_FROM:
        return None
    catalogue = hashlib.sha256(msgpack.encode(logs())).hexdigest()
    return hashlib.sha256(f"{FORM} {rules.digest} {len(rules.rules)} {catalogue}".encode()).hexdigest()


def load_ahead(rules: RuleSet) -> None:
    """Begin to read a plan from disk, for who is going to hunt with these rules but has something to load first."""
    key = None if rules.exclusions else plan_key(rules)  # with exclusions the plan is that of more rules
    if key is not None:
        kept.load_ahead(KIND, key)
