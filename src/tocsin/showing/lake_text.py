"""What was done to a lake, in lines for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tocsin.showing.escape import terminal

if TYPE_CHECKING:
    from tocsin.lake import Change, Keeping

MOST_NOT_READ = 10


def change_text(change: Change, folder: str) -> str:
    """Return what one run did to a lake, and the commands to go on with."""
    lines: list[str] = []
    if change.kept is not None:
        lines += _keeping(change.kept)
    if (done := change.compacted) is not None:
        lines.append(
            f"{done.files_before:,} files of the lake became {done.files:,}, "
            f"{_size(done.bytes_before)} became {_size(done.bytes)}"
        )
    if (made := change.iceberg) is not None:
        lines.append(f"Iceberg: {len(made.tables):,} tables, {made.added:,} files added, {made.removed:,} removed")
        lines.append(f"         catalogue {terminal(made.catalogue)}")
    name = terminal(folder)
    lines += ["", f"Next: tocsin hunt {name}", f"      tocsin sql 'FROM logs' --lake {name}"]
    return "\n".join(lines) + "\n"


def _keeping(kept: Keeping) -> list[str]:
    lines = [f"{kept.files:,} files added with {kept.events:,} events; {kept.known:,} files were there already"]
    if kept.files:
        share = kept.lake_bytes / max(kept.evidence_bytes, 1)
        lines.append(f"{_size(kept.evidence_bytes)} of logs became {_size(kept.lake_bytes)} ({share:.1%})")
    if kept.rejected:
        lines.append(f"{kept.rejected:,} records could not be read: 'tocsin coverage' on the lake tells where and why")
    lines += [f"not read: {terminal(one.path)}: {terminal(one.reason)}" for one in kept.not_read[:MOST_NOT_READ]]
    if len(kept.not_read) > MOST_NOT_READ:
        lines.append(f"and {len(kept.not_read) - MOST_NOT_READ:,} more files that were not read")
    return lines


def _size(count: int) -> str:
    """Return bytes as people say them.

    >>> _size(1_266_946_048)
    '1.3 GB'
    """
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{count / factor:.1f} {unit}"
    return f"{count} bytes"
