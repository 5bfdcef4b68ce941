"""What `tocsin --version` says: the versions that a result depends on, and that `verdict.json` carries, too."""

from __future__ import annotations

import textwrap

from tocsin import __version__


def version_text() -> str:
    """Return the versions of tocsin, its knowledge, its packs, and what was installed; raises `RuleError`."""
    from tocsin.knowledge import base
    from tocsin.knowledge.installed import installed
    from tocsin.knowledge.packs import built_in
    from tocsin.showing.escape import terminal

    packs = ", ".join(f"{pack.id} {pack.version}" for pack in built_in())
    lines = [f"tocsin {__version__}", _fact("knowledge", base().version), _fact("packs", packs)]
    more = ", ".join(f"{one.name} {one.version}" for one in installed())
    if more:
        lines.append(_fact("installed", terminal(more)))
    return "\n".join(lines) + "\n"


def _fact(name: str, text: str) -> str:
    return textwrap.fill(text, 80, initial_indent=f"{name:<10} ", subsequent_indent=" " * 11, break_on_hyphens=False)
