"""Names of fields in rules, led to those of Sigma by the taxonomy that a rule declares, else by those implied.

In: a condition, a rule's taxonomy and logsource. Out: the condition under Sigma's names. A name that leads elsewhere
still means itself in events that have it: `process.executable` is `first(Image,process.executable)`.
"""

from __future__ import annotations

from tocsin.hunting.atoms import FieldReference
from tocsin.hunting.conditions import Condition, atoms_of, map_fields
from tocsin.hunting.derived import either
from tocsin.knowledge.taxonomies import OWN, Taxonomy, names_in, taxonomies, taxonomy
from tocsin.model.errors import RuleError
from tocsin.model.logs import LogSource


def taxonomies_of(declared: str | None, default: str | None = None) -> tuple[Taxonomy, ...]:
    """Return the taxonomies whose names a rule may use; `default` is that of rules which declare none.

    Raises `RuleError` for one that is not known.
    """
    name = declared if declared is not None and declared.casefold() != OWN else default
    if name is None or name.casefold() == OWN:
        return tuple(one for one in taxonomies() if one.implied)
    found = taxonomy(name)
    if found is None:
        known = ", ".join(one.id for one in taxonomies())
        raise RuleError(f"the taxonomy '{name}' is not known ({OWN}, {known}): map its names with a pipeline")
    return (found,)


def sigma_name(used: tuple[Taxonomy, ...], source: LogSource, name: str) -> str:
    """Return Sigma's name for a field, or an expression over several; itself where none of the taxonomies has it.

    >>> sigma_name(taxonomies_of("ecs"), LogSource(category="process_creation"), "process.executable")
    'first(Image,process.executable)'
    """
    for one in used:
        found = names_in(one, source, name)
        if found:
            return either((*found, name))
    return name


def in_sigma_names(condition: Condition, used: tuple[Taxonomy, ...], source: LogSource) -> Condition:
    """Return the condition with every field under Sigma's name."""
    names: set[str] = set()
    for atom in atoms_of(condition):
        if atom.field is not None:
            names.add(atom.field)
        if isinstance(atom, FieldReference):
            names.add(atom.other)
    changed = {name: own for name in names if (own := sigma_name(used, source, name)) != name}
    return map_fields(condition, changed) if changed else condition
