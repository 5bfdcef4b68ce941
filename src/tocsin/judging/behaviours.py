"""What watches for a behaviour: the rules, packs and sweeps that would show it, and the logs they need.

In: behaviours of a report, the cards of the loaded rules, packs, the catalogue of logs. Out: a `Watch` for each.

* step: the pack's own rules, in the logs the pack names
* vulnerability: steps that carry the CVE, and rules tagged with it
* technique: rules tagged with it (those of its sub-techniques watch for it too), and steps that carry it
* tool: rules tagged with its ATT&CK software id
* indicator: the sweep, in every log that can hold such a value
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from msgspec import structs

from tocsin.judging.observables import holders, needs_of
from tocsin.judging.stages import higher, of_rule, of_step
from tocsin.judging.watching import Aspect, Need, Shown, Watch, Way
from tocsin.model.logs import Log, LogSource
from tocsin.model.packs import Pack, Stage, Step
from tocsin.model.report import Behaviour, BehaviourKind, Indicator, Report
from tocsin.model.rules import RuleCard
from tocsin.model.verdict import Sensitivity, Strength

SHARED = "a step that several vulnerabilities can lead to, and that does not tell which"
"""Why a hit may not count for a vulnerability."""


class TechniqueEntry(Protocol):
    """What judging asks of a technique of the knowledge base."""

    @property
    def tactics(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def platforms(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def replaced_by(self) -> str | None: ...  # noqa: D102


class Techniques(Protocol):
    """Looks up a technique by its ATT&CK id."""

    def __call__(self, id: str, /) -> TechniqueEntry | None: ...  # noqa: A002, D102


@dataclass(slots=True)
class Watches:
    """Says what watches for each behaviour of a report."""

    report: Report
    cards: Mapping[str, RuleCard]
    packs: Sequence[Pack]
    logs: Mapping[str, Log]
    technique: Techniques
    sensitivities: Mapping[str, Sensitivity] = field(default_factory=dict[str, Sensitivity])
    _by_tag: dict[str, list[RuleCard]] = field(init=False)
    _steps: dict[str, tuple[Pack, Step]] = field(init=False)
    _in_packs: frozenset[str] = field(init=False)
    _tied: frozenset[str] = field(init=False)
    _needs: dict[LogSource, tuple[Need, ...]] = field(init=False, default_factory=dict[LogSource, tuple[Need, ...]])
    _indicators: dict[str, Indicator] = field(init=False)

    def __post_init__(self) -> None:
        self._by_tag = {}
        for card in self.cards.values():
            for tag in {plain_tag(tag) for tag in card.info.tags}:
                self._by_tag.setdefault(tag, []).append(card)
        self._steps = {f"{pack.id}/{step.id}": (pack, step) for pack in self.packs for step in pack.steps}
        self._indicators = {}
        for one in self.report.indicators:
            known = self._indicators.get(f"{one.type}:{one.value}")
            if known is None or (known.guard is None and one.guard):
                self._indicators[f"{one.type}:{one.value}"] = one
        self._in_packs = frozenset(own.rule for pack in self.packs for step in pack.steps for own in step.rules)
        self._tied = frozenset(pack.id for pack in self.packs if self._is_tied(pack))

    @property
    def tied_packs(self) -> tuple[Pack, ...]:
        """Packs that the report is about: by its incident, its vulnerabilities or their steps."""
        return tuple(pack for pack in self.packs if pack.id in self._tied)

    def _is_tied(self, pack: Pack) -> bool:
        incidents = {incident.id for incident in self.report.incidents}
        vulnerabilities = {vulnerability.id for vulnerability in self.report.vulnerabilities}
        steps = {one.ref.partition("/")[0] for one in self.report.behaviours if one.kind is BehaviourKind.STEP}
        return pack.incident in incidents or bool(vulnerabilities & set(pack.vulnerabilities)) or pack.id in steps

    def of(self, behaviour: Behaviour) -> Watch:
        """Return what watches for a behaviour."""
        if behaviour.kind is BehaviourKind.STEP:
            return self._of_step(behaviour.ref)
        if behaviour.kind is BehaviourKind.VULNERABILITY:
            return self._of_vulnerability(behaviour.ref)
        if behaviour.kind is BehaviourKind.TECHNIQUE:
            return self._of_technique(behaviour.ref)
        if behaviour.kind is BehaviourKind.TOOL:
            return self._of_tool(behaviour.ref)
        return self._of_indicator(behaviour)

    def _of_step(self, ref: str) -> Watch:
        if ref not in self._steps:
            return Watch(remark=f"the pack of the step {ref} is not installed")
        pack, step = self._steps[ref]
        if step.not_checkable is not None:
            return Watch(checkable=False, remark=step.not_checkable)
        return self._watch([(pack, step)], [], Strength.SPECIFIC)

    def _of_vulnerability(self, cve: str) -> Watch:
        """Watch for a CVE. That it was not exploited only the first step that needs it can tell, not what follows."""
        steps = [(pack, step) for pack, step in self._steps.values() if cve in step.vulnerabilities]
        tagged = self._by_tag.get(plain_tag(f"cve.{cve[4:]}"), [])
        whole = self._watch(steps, tagged, Strength.SPECIFIC)
        if not steps:
            return whole
        exploiting = [own for own in steps if own[1].stage.rank >= Stage.EXPLOITED.rank] or steps
        first = {own[0].id: own for own in reversed(exploiting)}
        shared = {own.rule for pack, step in steps if not _tells(pack, step, first[pack.id][1]) for own in step.rules}
        telling = {own.rule for pack, step in steps if _tells(pack, step, first[pack.id][1]) for own in step.rules}
        shows = {
            rule: replace(shown, stage=None, step=None, why=SHARED) if rule in shared - telling else shown
            for rule, shown in whole.shows.items()
        }
        return replace(whole, shows=shows, aspects=self._watch(list(first.values()), [], Strength.SPECIFIC).aspects)

    def _of_tool(self, software: str) -> Watch:
        return self._watch([], self._by_tag.get(f"attack.{software.lower()}", []), Strength.SPECIFIC)

    def _of_technique(self, ref: str) -> Watch:
        entry = self.technique(ref)
        ids = {ref} | ({entry.replaced_by} if entry and entry.replaced_by else set[str]())
        tags = [tag for tag in self._by_tag if any(_watches(tag, id_) for id_ in ids)]
        cards = {card.info.id: card for tag in sorted(tags) for card in self._by_tag[tag]}
        steps = [
            (pack, self._showing(step, ids))
            for pack, step in self._steps.values()
            if any(_watches(f"attack.{own.lower()}", id_) for own in step.techniques for id_ in ids)
        ]
        steps = [(pack, step) for pack, step in steps if step.rules]
        sensitivity = next((self.sensitivities[id_] for id_ in sorted(ids) if id_ in self.sensitivities), None)
        if not cards and not steps and _leaves_nothing(entry):
            return Watch(checkable=False, remark="it is done on the attacker's side and leaves nothing at yours")
        subs = {tag for tag in tags if "." in tag.removeprefix("attack.")} if "." not in ref else set[str]()
        remark = f"rules for its sub-techniques watch for it too ({len(subs)} of them)" if subs else ""
        tactics = entry.tactics if entry else ()
        return self._watch(steps, list(cards.values()), Strength.CONSISTENT, tactics, remark, sensitivity, absent=True)

    def _showing(self, step: Step, ids: set[str]) -> Step:
        """Leave of a step only rules that show one of these techniques: by their own tags, if they name any."""

        def shows(rule: str) -> bool:
            tags = [plain_tag(tag) for tag in self.cards[rule].info.tags] if rule in self.cards else []
            named = [tag for tag in tags if tag.startswith("attack.t") and tag[8:9].isdigit()]
            return not named or any(_watches(tag, id_) for tag in named for id_ in ids)

        ways = [structs.replace(way, rules=tuple(filter(shows, way.rules))) for way in step.visible_in]
        return structs.replace(
            step,
            rules=tuple(rule for rule in step.rules if shows(rule.rule)),
            visible_in=tuple(way for way in ways if way.rules),
        )

    def _watch(
        self,
        steps: Sequence[tuple[Pack, Step]],
        cards: Sequence[RuleCard],
        strength: Strength,
        tactics: Iterable[str] = (),
        remark: str = "",
        sensitivity: Sensitivity | None = None,
        *,
        absent: bool = False,
    ) -> Watch:
        shows: dict[str, Shown] = {}
        ways: list[Way] = []
        for pack, step in steps:
            tied = Strength.SPECIFIC if pack.id in self._tied else Strength.CONSISTENT
            for own in step.rules:
                shown = of_step(f"{pack.id}/{step.id}", own, tied)
                shows[own.rule] = _further(shows.get(own.rule), shown)
            ways += [Way(tuple(sorted(map(Need.parse, log.logs))), tuple(sorted(log.rules))) for log in step.visible_in]
        by_need: dict[Need, list[str]] = {}
        for card in cards:
            rule = card.info.id
            if rule in shows:
                continue
            if rule in self._in_packs:
                shows[rule] = self._of_pack_rule(card, strength)
            else:
                shows[rule] = of_rule(card, tactics, strength)
            for need in self.needs_of(card.logsource):
                by_need.setdefault(need, []).append(rule)
        ways += [Way((need,), tuple(sorted(rules))) for need, rules in sorted(by_need.items())]
        return Watch(
            aspects=(Aspect("", tuple(ways)),) if ways else (),
            shows=shows,
            remark=remark,
            sensitive=absent,
            sensitivity=sensitivity,
        )

    def _of_pack_rule(self, card: RuleCard, strength: Strength) -> Shown:
        """Return how a pack's rule counts where it is met by its tag: as its step says, whichever step that is."""
        found: Shown | None = None
        for pack, step in self._steps.values():
            tied = Strength.SPECIFIC if pack.id in self._tied else strength
            for own in step.rules:
                if own.rule == card.info.id:
                    found = _further(found, of_step(f"{pack.id}/{step.id}", own, tied))
        return found or of_rule(card, (), strength)

    def needs_of(self, logsource: LogSource) -> tuple[Need, ...]:
        """Return the logs, or kinds of their events, that a rule's logsource means."""
        if logsource not in self._needs:
            self._needs[logsource] = needs_of(logsource, self.logs)
        return self._needs[logsource]

    def _of_indicator(self, behaviour: Behaviour) -> Watch:
        indicator = self._indicators.get(behaviour.ref)
        kind, value = (indicator.type, indicator.value) if indicator else (behaviour.ref.partition(":")[0], "")
        found = holders(kind, self.logs, value)
        if found.why_not:
            return Watch(checkable=False, remark=found.why_not)
        return Watch(
            aspects=found.aspects,
            swept=True,
            holders=found.stages,
            guard=indicator.guard if indicator else None,
            on_accounts=found.on_accounts,
        )


def _tells(pack: Pack, step: Step, first: Step) -> bool:
    """Whether a step tells that a vulnerability was used, and not one of the others that it may come from.

    It does if it belongs to that one alone, if it is the first that exploits it, or if it can only follow that first.
    """
    return len(step.vulnerabilities) == 1 or step.id == first.id or first.id in _before(pack, step)


def _before(pack: Pack, step: Step) -> set[str]:
    """Return the steps that come before a step, near and far."""
    by_id = {own.id: own for own in pack.steps}
    found: set[str] = set()
    ahead = list(step.after)
    while ahead:
        one = ahead.pop()
        if one not in found and one in by_id:
            found.add(one)
            ahead.extend(by_id[one].after)
    return found


def plain_tag(tag: str) -> str:
    """Return a Sigma tag in one spelling: `cve.2021-26855` and `CVE.2021.26855` are the same.

    >>> plain_tag("cve.2021-26855"), plain_tag("attack.T1505.003")
    ('cve.2021.26855', 'attack.t1505.003')
    """
    low = tag.lower()
    return low.replace("-", ".") if low.startswith("cve") else low


def _watches(tag: str, technique: str) -> bool:
    """Whether a rule with this tag watches for the technique: its own tag, or one of its sub-techniques'."""
    own = f"attack.{technique.lower()}"
    return tag == own or tag.startswith(f"{own}.")


def _leaves_nothing(entry: TechniqueEntry | None) -> bool:
    return entry is not None and bool(entry.platforms) and set(entry.platforms) == {"PRE"}


def _further(one: Shown | None, other: Shown) -> Shown:
    """Of two ways to count the same rule, take the one that proves more."""
    if one is None or one.stage is None:
        return other
    return one if higher(one.stage, other.stage) == one.stage else other
