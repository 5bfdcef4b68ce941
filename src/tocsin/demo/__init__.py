"""A made-up case with its ground truth: a report, three Exchange servers over ten weeks, and what happened on each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tocsin.demo.case import DemoCase, Options, make

__all__ = ["DemoCase", "Options", "make"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from tocsin.demo import case

        return getattr(case, name)
    raise AttributeError(name)
