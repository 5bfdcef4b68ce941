"""Aggregations of Sigma 1 (`selection | count() by User > 5`) as the correlations that took their place.

In: a rule's document. Out: None, or the rule of the events and the correlation over it, which has the rule's id, title
and level. `timeframe` becomes the timespan; without one it is all events. Source: Sigma 1.0, "Aggregation expression".
"""

from __future__ import annotations

import re
import uuid
from typing import Any

from tocsin.hunting.sigma_forms import plain
from tocsin.model.errors import RuleError

WHOLE = "36500d"  # as good as without end
_AGGREGATION = re.compile(
    r"""(?P<events>.+?)\s*\|\s*
    (?P<function>count|min|max|avg|sum)\s*\(\s*(?P<field>[^()]*?)\s*\)\s*
    (?:by\s+(?P<group>.+?)\s*)?
    (?P<operator>>=|<=|==|!=|=|<|>)\s*(?P<number>-?\d{1,30}(?:\.\d{1,30})?)\s*""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_OPERATORS = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte", "=": "eq", "==": "eq", "!=": "neq"}
_KINDS = {"sum": "value_sum", "avg": "value_avg", "min": "value_percentile", "max": "value_percentile"}
_PERCENTILES = {"min": 0, "max": 100}
_OWN = ("title", "id", "level", "status", "tags", "description", "author", "references", "falsepositives", "name")


def correlated(document: dict[Any, Any], place: str) -> tuple[dict[Any, Any], dict[Any, Any]] | None:
    """Return the rule of the events and the correlation; None for a rule without an aggregation.

    `place` is what the rule of the events is named by where the document has no id. Raises `RuleError` for an
    aggregation that cannot be said as a correlation.
    """
    detection = document.get("detection")
    condition = detection.get("condition") if isinstance(detection, dict) else None
    parts = condition if isinstance(condition, list) else [condition]
    if not isinstance(detection, dict) or not any(isinstance(part, str) and "|" in part for part in parts):
        return None
    if len(parts) != 1:
        raise RuleError("an aggregation among several conditions: write each as a rule of its own")
    said = str(parts[0])
    if re.search(r"\|\s*near\b", said, re.IGNORECASE):
        raise RuleError("'near' of Sigma 1 has no meaning here: write it as a correlation of the type temporal")
    found = _AGGREGATION.fullmatch(said.strip())
    if found is None:
        raise RuleError(
            f"the aggregation '{said[:200]}' cannot be read: count, min, max, avg, sum (FIELD) by FIELD > N"
        )
    events = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{document.get('id') or place}:events"))
    kept = {name: value for name, value in detection.items() if name != "timeframe"}
    rule = {name: value for name, value in document.items() if name not in ("id", "name")}
    rule |= {"id": events, "detection": {**kept, "condition": found["events"]}}
    own = {name: plain(document[name]) for name in _OWN if name in document}
    return rule, {**own, "correlation": _correlation(found, events, detection.get("timeframe"))}


def _correlation(found: re.Match[str], events: str, timeframe: Any) -> dict[str, Any]:
    function, field = found["function"].lower(), found["field"].strip()
    counted = function == "count" and field in ("", "*")
    if function != "count" and not field:
        raise RuleError(f"'{function}' is of a field")
    number = float(found["number"]) if "." in found["number"] else int(found["number"])
    condition: dict[str, Any] = {_OPERATORS[found["operator"]]: number}
    if not counted:
        condition["field"] = field
    if function in _PERCENTILES:
        condition["percentile"] = _PERCENTILES[function]
    kind = "event_count" if counted else _KINDS.get(function, "value_count")
    groups = [name.strip() for name in (found["group"] or "").split(",") if name.strip()]
    asked: dict[str, Any] = {
        "type": kind,
        "rules": [events],
        "timespan": str(timeframe or WHOLE),
        "condition": condition,
    }
    return asked | ({"group-by": groups} if groups else {})
