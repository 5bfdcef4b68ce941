"""Zscaler Nanolog streaming: web, firewall, DNS and tunnel records as JSON (`{"sourcetype": …, "event": {…}}`).

Out: one event a record under the names of Zscaler's standard feeds (`url`, `hostname`, `ClientIP`, `serverip`,
`action`, `user`). `_log` is what follows `zscalernss-` (`web`, `fw`, `dns`, `tunnel`), `_host` the `devicehostname`,
if there is one. Times are those of the feed's zone, UTC unless it was changed. Other feeds are CEF or LEEF, which
have readers of their own. Source: help.zscaler.com, NSS Feed Output Format: Web Logs, Firewall Logs; Splunk
deployment guide.
"""

from __future__ import annotations

from functools import lru_cache

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "zscaler"


@lru_cache(maxsize=16)
def _table(log: str) -> Table:
    return Table(FAMILY, log, ("datetime", "time", "epochtime"), ("devicehostname",))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a record out of what carries it; None: it is none of Zscaler's."""
    kind, event = value.get("sourcetype"), value.get("event")
    if not isinstance(kind, str) or not kind.startswith("zscaler") or not isinstance(event, dict):
        return None
    log = kind.rpartition("-")[2][:32]
    return _table(log or "web"), {**event, "sourcetype": kind}


FORMAT = json_format("zscaler", FAMILY, "records of Zscaler", sort)
