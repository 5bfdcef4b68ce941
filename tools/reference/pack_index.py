"""docs/packs/index.md: the packs that come with tocsin, a line each."""

from __future__ import annotations

from tocsin.knowledge.packs import built_in

HEAD = """# Packs

A pack is what tocsin ships to look for one incident or advisory: steps, rules, the logs that can show them,
samples. What the rules see of recorded attacks: [sensitivity](sensitivity.md). How to make one: [writing a
pack](writing-a-pack.md). Profiles of actors, by what is said of them: [APT40](apt40.md), [APT31](apt31.md),
[HAFNIUM](hafnium.md). Written by `python -m tools.reference`; do not edit it.

| pack | about | version | steps |
| --- | --- | --- | ---: |
"""


def page() -> str:
    """Return the page."""
    rows = [f"| [`{one.id}`]({one.id}.md) | {one.name} | {one.version} | {len(one.steps)} |" for one in built_in()]
    return HEAD + "\n".join(rows) + "\n"
