"""Whether another process stands still, told by the processor time it takes: a busy machine alone makes nobody late.

In: a process. Out: after how long it is late. One that takes no processor time for some seconds sleeps or waits for
what does not come; one that takes that many seconds of processor time is at no end. A process that others keep from the
processor is neither: it has ten times as long on the clock. Where processor time cannot be seen (Linux shows it in
`/proc`), the clock alone counts.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

PATIENCE = 10
"""How many times as long a process has on the clock when it does take processor time."""

LOOK_S = 0.5
"""Seconds between two looks."""

_AWAY_S = 10.0  # who did not look for so long was not there: stopped, or busy itself


def processor_time(pid: int) -> float | None:
    """Return the seconds of processor time that a process has taken, its threads included; None: that cannot be told.

    >>> processor_time(-1) is None
    True
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None


class Watch:
    """One process, from the last sign of progress on."""

    def __init__(self, pid: int) -> None:
        """Begin."""
        self._pid = pid
        self.progress()

    def progress(self) -> None:
        """Note a sign of progress."""
        self._begun = self._awake = self._looked = time.monotonic()
        self._taken = self._last = processor_time(self._pid)

    def late(self, seconds: float) -> bool:
        """Say whether it has had more than it may; to be asked every `LOOK_S`."""
        now, taken = time.monotonic(), processor_time(self._pid)
        if now - self._looked > _AWAY_S:
            self._begun += now - self._looked
            self._awake = now
        self._looked = now
        if taken != self._last:
            self._last, self._awake = taken, now
        if taken is not None and self._taken is not None and taken - self._taken > seconds:
            return True
        return now - self._awake > seconds or now - self._begun > PATIENCE * seconds
