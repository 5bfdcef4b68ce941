"""What a user gives with rules: values of placeholders, pipelines, the taxonomy of rules that declare none.

In: those. Out: `Given`, which also remembers for each rule read how its fields' names were led to Sigma's, so that
correlations over the rule ask its events for the same fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from tocsin.hunting.correlations import Correlation
from tocsin.hunting.derived import either
from tocsin.hunting.field_names import sigma_name, taxonomies_of
from tocsin.hunting.values import Values
from tocsin.knowledge.taxonomies import Taxonomy
from tocsin.model.rules import RuleCard

if TYPE_CHECKING:
    from tocsin.hunting.pipelines import Pipelines


@dataclass(slots=True)
class Given:
    """What rules are read with."""

    values: Values = field(default_factory=dict[str, tuple[str, ...]])
    pipelines: Pipelines | None = None
    taxonomy: str | None = None
    _used: dict[str, tuple[Taxonomy, ...]] = field(default_factory=dict[str, tuple[Taxonomy, ...]])

    @property
    def early_values(self) -> Values:
        """Values of placeholders that must stand in a rule before it is parsed: variables of pipelines too."""
        return self.values if self.pipelines is None else {**self.pipelines.values, **self.values}

    def taxonomies(self, declared: str | None, *, mapped: bool) -> tuple[Taxonomy, ...]:
        """Return the taxonomies a rule may use; one that is not known is left to pipelines where they mapped the rule.

        Raises `RuleError` for one that is not known.
        """
        from tocsin.model.errors import RuleError

        try:
            return taxonomies_of(declared, self.taxonomy)
        except RuleError:
            if mapped:
                return taxonomies_of(None, self.taxonomy)
            raise

    def remember(self, identifier: str, document: dict[Any, Any], used: tuple[Taxonomy, ...]) -> None:
        """Keep how a rule's names are led to Sigma's."""
        self._used.setdefault(identifier, used)
        if self.pipelines is not None:
            self.pipelines.remember(identifier, document)

    def with_names(self, correlations: Iterable[Correlation], cards: Iterable[RuleCard]) -> tuple[Correlation, ...]:
        """Return correlations that ask each rule's events for fields under the names that the rule itself now has."""
        by_id = {card.info.id: card for card in cards}
        return tuple(self._with_names(one, by_id) for one in correlations)

    def _with_names(self, one: Correlation, cards: Mapping[str, RuleCard]) -> Correlation:
        aliases = {name: dict(fields) for name, fields in one.aliases.items()}
        for name in one.names:
            for rule in one.rules:
                said = one.field_of(name, rule)
                own = self._name(rule, cards[rule], said) if rule in cards else said
                if own != said:
                    aliases.setdefault(name, {})[rule] = own
        return one if aliases == one.aliases else replace(one, aliases=aliases)

    def _name(self, rule: str, card: RuleCard, name: str) -> str:
        names = (name,) if self.pipelines is None else self.pipelines.names(rule, name) or (name,)
        return either(sigma_name(self._used.get(rule, ()), card.logsource, one) for one in names)
