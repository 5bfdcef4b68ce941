"""Showing: a verdict for people (terminal, page, letter) and for other tools (JSON, STIX, Navigator, time line)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tocsin.model.hits import Hit
    from tocsin.model.verdict import Verdict

__all__ = ["show"]


def show(verdict: Verdict, form: str = "terminal", *, hits: Iterable[Hit] | None = None) -> str:
    """Return the verdict in one of the forms of `showing.folder.FORMS` (terminal, html, letter, json, stix, ...).

    `hits` are all hits there are; without them, those that the findings carry.
    """
    from tocsin.showing.folder import form_named

    return form_named(form)(verdict, hits)
