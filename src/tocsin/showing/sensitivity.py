"""What recorded attacks say of rules, as text for a terminal: by rule set, and by technique with its interval."""

from __future__ import annotations

from collections.abc import Sequence

from tocsin.model.sensitivity import Sensitivities, Share
from tocsin.showing.escape import terminal

MOST = 20


def sensitivity_text(found: Sensitivities, *, whole: bool) -> str:
    """Return the counts as text; `whole` lists every label that was not seen and everything that was not used."""
    lines = [
        f"{found.recordings:,} recorded runs in {found.files:,} files, {found.events:,} events; "
        f"{found.benign_events:,} events without an attack",
        "",
        f"{'RULES':<12} {'COUNT':>6} {'SEEN':>22} {'MISSED':>7} {'NO RULE':>8} {'STRAY/100k':>11} {'BENIGN/100k':>12}",
    ]
    lines += [
        f"{terminal(one.name, 12):<12} {one.rules:>6,} {_share(one.seen):>22} {one.missed:>7} {one.without_rule:>8} "
        f"{one.stray_rate:>11.2f} {one.benign_rate if found.benign_events else '-':>12}"
        for one in found.sets
    ]
    names = [one.name for one in found.sets]
    lines += ["", f"{'TECHNIQUE':<12} " + " ".join(f"{terminal(name, 12):>22}" for name in names)]
    lines += [
        f"{one.id:<12} " + " ".join(f"{_share(one.seen[name]):>22}" for name in names) for one in found.techniques
    ]
    lines += _some(
        "labels that no rule set saw", [f"{one} in {terminal(run)}" for one, run in found.unseen], whole=whole
    )
    lines += _some("not used", [terminal(one) for one in found.not_used], whole=whole)
    return "\n".join(lines) + "\n"


def _share(share: Share) -> str:
    return f"{share.seen} of {share.of} ({share.low:.0%}-{share.high:.0%})"


def _some(what: str, texts: Sequence[str], *, whole: bool) -> list[str]:
    if not texts:
        return []
    shown = texts if whole else texts[:MOST]
    rest = [f"  and {len(texts) - len(shown)} more: --verbose"] if len(shown) < len(texts) else []
    return ["", f"{len(texts)} {what}:", *(f"  {text}" for text in shown), *rest]
