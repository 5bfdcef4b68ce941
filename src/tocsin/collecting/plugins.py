"""Formats from outside the package: registered by an entry point, loaded only when the user names them.

In: names given with `--format-plugin`. Out: their `Format`s. The entry-point group is `tocsin.formats`; the object it
points at is a `Format`, or a module with a constant `FORMAT`. Nothing that is merely installed is ever loaded or run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import BinaryIO

from tocsin.collecting.batches import EventBatch, Wanted
from tocsin.collecting.format import Certainty, Format, Source
from tocsin.collecting.formats import FORMATS, recognise
from tocsin.collecting.recoded import head_of, reading
from tocsin.model.errors import UsageError
from tocsin.model.evidence import Rejected

GROUP = "tocsin.formats"


@cache
def plugin(name: str) -> Format:
    """Return the format that an entry point registers; raises `UsageError` if there is none, or it is no format."""
    found = sorted(entry_points(group=GROUP, name=name), key=lambda point: point.value)
    if not found:
        installed = ", ".join(sorted({point.name for point in entry_points(group=GROUP)}))
        hint = f"installed are: {installed}" if installed else f"nothing is registered in the group {GROUP}"
        raise UsageError(f"no format plugin is called {name!r}", hint=hint)
    try:
        target = found[0].load()
    except Exception as error:
        raise UsageError(
            f"the format plugin {name!r} cannot be loaded: {type(error).__name__}: {error}",
            hint="a fault of that package",
        ) from error
    form = getattr(target, "FORMAT", target)
    if not isinstance(form, Format):
        raise UsageError(
            f"the format plugin {name!r} is no tocsin.collecting.format.Format",
            where=found[0].value,
            hint="see CONTRIBUTING.md",
        )
    if any(known.name == form.name for known in FORMATS):
        raise UsageError(
            f"the format plugin {name!r} has the name of a built-in format: {form.name!r}", hint="rename it there"
        )
    return form


def recognise_with(plugins: Sequence[str], head: bytes, path: str) -> tuple[Format, Certainty, str | None] | None:
    """Return the format that is surest of a file, and which plugin it comes from; of equals the plugin's."""
    best = recognise(head, path)
    found: tuple[Format, Certainty, str | None] | None = None if best is None else (*best, None)
    for name in plugins:
        form = plugin(name)
        try:
            certainty = Certainty(form.recognise(head_of(head), path))
        except Exception as error:
            raise UsageError(
                f"the format plugin {name!r} failed on {path}: {type(error).__name__}: {error}",
                hint="a fault of that package",
            ) from error
        if certainty > Certainty.NO and (found is None or certainty >= found[1]):
            found = (form, certainty, name)
    return found


def reading_plugin(name: str, stream: BinaryIO, source: Source, wanted: Wanted) -> Iterator[EventBatch | Rejected]:
    """Read a file with a plugin; where that fails, what is left is one rejection."""
    try:
        yield from reading(plugin(name), stream, source, wanted)
    except Exception as error:  # noqa: BLE001 - a stranger's code, at the door
        reason = f"the format plugin {name!r} failed: {type(error).__name__}: {error}"
        yield Rejected(path=source.path, offset=getattr(stream, "position", 0), reason=reason)
