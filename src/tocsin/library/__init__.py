"""The library: many reports over time; who said what of whom, who merely repeats it, what a new version changed.

In: documents, read by `reading`. Out: one SQLite file (`Library`), and answers from it: claims across reports with
their origins counted (`attribution`); an incident with who attributes, condemns, denies and repeats (`incident`), what
conflicts (`conflicts`), who repeats whom (`relays`), how it moved (`timeline`); what changed between two versions
(`changes`). Nothing is merged by alias: what is said to be the same is a claim too (`sameness`). A migration goes to
the end of `schema.MIGRATIONS`. Verdicts are kept beside reports (`verdicts`); a round of `tocsin watch` is `rounds`,
and what it need not do again `hunts`; answers of others add up in `answers`.
"""

from __future__ import annotations

from tocsin.library.store import Library

__all__ = ["Library"]
