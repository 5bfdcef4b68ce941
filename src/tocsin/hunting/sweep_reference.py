"""The simple path of the sweep: every indicator in every text field of one event, as a reader can check by eye.

In: indicators and events as dictionaries. Out: which indicator stands in which event. `sweep` is compared with this.
Numbers, and what is true or false, are no text and not looked at.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from tocsin.hunting.atoms import fold
from tocsin.hunting.indicator_forms import forms, four_at, holds, is_number, sixes
from tocsin.model.report import Indicator


def stands_in(indicator: Indicator, event: Mapping[str, Any]) -> bool:
    """Say whether an indicator stands in some text field of an event."""
    return any(stands(indicator, text) for value in event.values() for text in texts_of(value))


def stands(indicator: Indicator, text: str) -> bool:
    """Say whether an indicator stands by itself in a text."""
    text, value = fold(text), fold(indicator.value.strip())
    if not is_number(indicator.type, value):
        return any(holds(form, text) for form in forms(indicator.type, value))
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    if network.version == 6:
        return any(address in network for address in sixes(text))
    addresses = (four_at(text, start) for start in range(len(text)) if text[start].isdigit())
    return any(address in network for address in addresses if address is not None)


def texts_of(value: Any) -> Iterable[str]:
    """Return the texts that a field's value is or holds."""
    if isinstance(value, str):
        return (value,)
    return [part for part in value if isinstance(part, str)] if isinstance(value, (list, tuple)) else ()
