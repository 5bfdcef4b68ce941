"""Files that hold the events of many hosts or channels: what a collector received (`ForwardedEvents.evtx`), or merged.

In: what a pass over the evidence observed. Out: the files that are such, and the note that goes with each.
Of such a file the record numbers are those of the hosts, of which only what a subscription selected arrived: that
numbers are missing or begin late says nothing.
"""

from __future__ import annotations

from collections import defaultdict

from tocsin.collecting.coverage import Survey

MOST_HOSTS = 2
"""A host that was renamed has two names in one file."""


def forwarded(survey: Survey) -> dict[str, str]:
    """Return for each file that holds events of many hosts or of several channels what must be known of it."""
    hosts: dict[str, set[str | None]] = defaultdict(set)
    logs: dict[str, set[str | None]] = defaultdict(set)
    for (path, host, log), seen in survey.sources.items():
        if seen.family == "windows":
            hosts[path].add(host)
            logs[path].add(log)
    return {
        path: (
            f"events of {_count(len(of), 'host')} and {_count(len(logs[path]), 'channel')} in one file: what a"
            " subscription or export did not select is not there, and record numbers cannot tell it"
        )
        for path, of in hosts.items()
        if len(of) > MOST_HOSTS or len(logs[path]) > 1
    }


def _count(number: int, what: str) -> str:
    """Return a number of things.

    >>> _count(1, "host"), _count(3, "channel")
    ('1 host', '3 channels')
    """
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
