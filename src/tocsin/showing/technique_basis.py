"""What a report's techniques rest on: named by id or name, or only described, and then by which sentence.

In: a report. Out: for each technique that is only described its best sentence. Nothing is escaped here.
"""

from __future__ import annotations

from tocsin.model.report import Report, TechniqueMention

DESCRIBED = "described"


def only_described(report: Report) -> dict[str, TechniqueMention]:
    """Return the best evidence for each technique that the report describes and never names, by id."""
    named = {mention.id for mention in report.techniques if mention.basis != DESCRIBED}
    best: dict[str, TechniqueMention] = {}
    for mention in report.techniques:
        if mention.basis == DESCRIBED and mention.id not in named:
            known = best.get(mention.id)
            if known is None or (mention.score or 0) > (known.score or 0):
                best[mention.id] = mention
    return best


def sentence(report: Report, mention: TechniqueMention) -> str:
    """Return the words that are the evidence, on one line."""
    return " ".join(report.document.text[mention.start : mention.end].split())
