"""Machines and accounts: the logs of a cloud service belong to an account (tenant, project), and are judged for it.

In: watches and the logs of every host. Out: the watch as it holds for one host. What leaves its trace on machines is
not asked of an account, nor the other way round, where the evidence has one of the right kind to ask: else it stays,
and is blind. An indicator that an audit log holds (who asked, from where, with what) is looked for in any log of the
account. Logs that name no host may be of anything: nothing is left out for them, so that losing one never says more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from tocsin.judging.hosts import UNKNOWN_HOST
from tocsin.judging.sources import HostLogs
from tocsin.judging.watching import Aspect, Need, Watch
from tocsin.model.logs import Log

CLOUD = frozenset(
    ("aws", "azure", "gcp", "m365", "google_workspace", "okta", "onelogin", "duo", "1password", "github", "gitlab",
     "bitbucket", "cloudflare")
)  # fmt: skip
"""Sigma products whose logs a service keeps for an account of it."""


class Subject(StrEnum):
    """What the logs of one name are of."""

    MACHINE = "machine"
    ACCOUNT = "account"
    UNKNOWN = "unknown"  # both kinds of logs, or none


REMARKS = {
    Subject.MACHINE: "it leaves its trace in accounts of a cloud service, and this is a machine",
    Subject.ACCOUNT: "it leaves its trace on machines, and this is an account of a cloud service",
}


def is_cloud(log: Log | None) -> bool:
    """Whether a log is kept for an account by a cloud service."""
    return log is not None and (log.logsource.product or "") in CLOUD


def subject_of(host: HostLogs) -> Subject:
    """Return what a host's logs are of."""
    kinds = {is_cloud(host.logs.get(source.log_id or "")) for source in host.sources}
    if len(kinds) != 1 or host.host == UNKNOWN_HOST:
        return Subject.UNKNOWN
    return Subject.ACCOUNT if kinds == {True} else Subject.MACHINE


@dataclass(slots=True)
class Subjects:
    """Gives each watch the form in which it holds for a host."""

    hosts: Mapping[str, HostLogs]
    logs: Mapping[str, Log]
    _kinds: dict[str, Subject] = field(init=False)
    _fitted: dict[tuple[int, Subject], tuple[Watch, Watch]] = field(init=False)

    def __post_init__(self) -> None:
        self._kinds = {name: subject_of(host) for name, host in self.hosts.items()}
        self._fitted = {}

    def watch_on(self, watch: Watch, host: str) -> Watch:
        """Return the watch for a host; the same object for all hosts of a kind."""
        kind = self._kinds.get(host, Subject.UNKNOWN)
        if kind is Subject.UNKNOWN or not watch.aspects:
            return watch
        key = (id(watch), kind)
        if key not in self._fitted:
            self._fitted[key] = (watch, self._fit(watch, kind))
        return self._fitted[key][1]

    def _fit(self, watch: Watch, kind: Subject) -> Watch:
        if kind is Subject.ACCOUNT and watch.on_accounts:
            return replace(watch, aspects=watch.on_accounts)
        kept = tuple(fitting for aspect in watch.aspects if (fitting := self._fitting(aspect, kind)).ways)
        if kept:
            return watch if kept == watch.aspects else replace(watch, aspects=kept)
        other = Subject.MACHINE if kind is Subject.ACCOUNT else Subject.ACCOUNT
        if other not in self._kinds.values():
            return watch
        return replace(watch, aspects=(), checkable=False, remark=REMARKS[kind])

    def _fitting(self, aspect: Aspect, kind: Subject) -> Aspect:
        ways = tuple(way for way in aspect.ways if all(self._is_of(need, kind) for need in way.needs))
        return aspect if ways == aspect.ways else Aspect(aspect.name, ways)

    def _is_of(self, need: Need, kind: Subject) -> bool:
        return is_cloud(self.logs.get(need.log)) == (kind is Subject.ACCOUNT)
