"""What tocsin knows without asking anybody: ATT&CK, actors, incidents, places, vulnerabilities, logs."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tocsin.knowledge.store import KnowledgeBase

__all__ = ["base"]


@cache
def base() -> KnowledgeBase:
    """Return the knowledge base; a user's own newer tables (`tocsin knowledge update`) go before the packaged."""
    from tocsin.knowledge.store import KnowledgeBase
    from tocsin.knowledge.tables import user_folder

    folder = user_folder()
    return KnowledgeBase(folder if folder.is_dir() else None)
