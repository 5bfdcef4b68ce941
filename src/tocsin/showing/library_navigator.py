"""An ATT&CK Navigator layer of many reports: how many of them name each technique.

In: techniques with the number of reports. Out: the layer (format 4.5). The score is the number itself; the palest
colour is one report, the darkest the most of any. Source: mitre-attack/attack-navigator, layers/spec/v4.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from tocsin.showing.navigator import ATTACK_VERSION

_TECHNIQUE = re.compile(r"T\d{4}(?:\.\d{3})?")


def library_layer(counted: Iterable[tuple[str, int]], reports: int) -> dict[str, Any]:
    """Return the layer; what is no id of a technique of ATT&CK (malformed in the report) is left out."""
    named = [(technique, count) for technique, count in counted if _TECHNIQUE.fullmatch(technique)]
    return {
        "name": f"tocsin: techniques of {reports:,} reports",
        "versions": {"attack": ATTACK_VERSION, "navigator": "5.1.0", "layer": "4.5"},
        "domain": "enterprise-attack",
        "description": "The score is the number of reports in the library that name or describe the technique.",
        "sorting": 3,
        "layout": {"layout": "side", "showID": True, "showName": True, "expandedSubtechniques": "annotated"},
        "hideDisabled": False,
        "techniques": [
            {
                "techniqueID": technique,
                "score": count,
                "comment": f"{count:,} of {reports:,} reports",
                "enabled": True,
                "showSubtechniques": "." in technique,
            }
            for technique, count in named
        ],
        "gradient": {
            "colors": ["#deebf7", "#0072b2"],
            "minValue": 0,
            "maxValue": max((count for _, count in named), default=1),
        },
        "selectTechniquesAcrossTactics": True,
        "selectSubtechniquesWithParent": False,
    }
