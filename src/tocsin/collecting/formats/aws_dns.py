"""Route 53 Resolver: what the machines of a VPC asked the name servers for, as JSON lines of a bucket or log group.

Out: one event a query under AWS' names (`query_name`, `query_type`, `rcode`, `answers.Rdata`, `srcaddr`). A name is
written with its last dot: `query` is the name without it, as rules ask for it. `_log` is `dns`, `_host` the instance,
else the account. Source: docs.aws.amazon.com, Values that appear in VPC Resolver query logs.
"""

from __future__ import annotations

from tocsin.collecting.formats.json_tables import Event, Table, json_format

FAMILY = "aws-dns"
LISTS = ("events",)
DNS = Table(FAMILY, "dns", ("query_timestamp",), ("srcids.instance", "account_id"))


def sort(value: Event) -> tuple[Table, Event] | None:
    """Return a query; None: it is none."""
    name = value.get("query_name")
    if "query_timestamp" not in value or not isinstance(name, str):
        return None
    return DNS, {**value, "query": name.removesuffix(".")}


FORMAT = json_format("aws-dns", FAMILY, "queries of Route 53 Resolver", sort, LISTS)
