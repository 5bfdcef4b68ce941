"""What a worker process gives up before it touches bytes that strangers wrote.

In: bounds, the folders it may write to, what it may read. Out: what this system could not take from it, in words.
Memory is limited by `RLIMIT_DATA` over what the process has already, processor time by `RLIMIT_CPU` between two signs
of progress; files are written only to its folders and read only where it is told (Landlock), there is no network
(seccomp). It is ended when its parent is.
"""

from __future__ import annotations

import ctypes
import glob
import os
import signal
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tocsin.isolation import landlock, seccomp

_DIE_WITH_PARENT = 1  # prctl
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/proc", "/sys", "/dev/null", "/dev/zero", "/dev/urandom")
_SETTINGS = (
    "localtime",
    "timezone",
    "mime.types",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "nsswitch.conf",
    "passwd",
)
_LOADERS = ("/lib*/ld-*.so*", "/lib/*/ld-*.so*", "/usr/lib*/ld-*.so*", "/usr/lib/*/ld-*.so*")


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a worker may take: bytes of memory over what it begins with, seconds without a sign of progress."""

    memory: int = 2 << 30
    seconds: int = 120  # without processor time (ten times as many with); of processor time, half of them


def missing() -> tuple[str, ...]:
    """Return what this system does not offer, in words; empty: everything is there."""
    lacks: list[str] = []
    if sys.platform != "linux":
        return ("limits of memory, of writing and of the network for the processes that read evidence",)
    if not landlock.version():
        lacks.append("Landlock: processes that read evidence could write wherever you can")
    if seccomp.machine() is None:
        lacks.append("a seccomp filter for this machine: processes that read evidence could use the network")
    return tuple(lacks)


def prepare() -> None:
    """Find out, before workers are forked, what each of them would have to find out when it enters."""
    if sys.platform == "linux":
        programs()


def enter(bounds: Bounds, folders: Sequence[str], readable: Sequence[str] | None = None) -> None:
    """Give up everything that is not needed; the first folder becomes the one for temporary files.

    With `readable`, only that is read, besides the folders and what Python and its libraries consist of.
    """
    if folders:
        tempfile.tempdir = folders[0]
        os.environ["TMPDIR"] = folders[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's; it ends its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
    limit_memory(bounds.memory)
    landlock.restrict(folders, programs(), None if readable is None else [*readable, *libraries()])
    seccomp.restrict()


@cache  # looking for loaders takes longer than all the rest of `enter`: the parent looks once for all its workers
def programs() -> tuple[str, ...]:
    """Return what may be started: Python itself (the guarded parser of EVTX is one), and what loads it."""
    loaders = [path for pattern in _LOADERS for path in glob.glob(pattern)]  # noqa: PTH207 - absolute patterns
    return (os.path.realpath(sys.executable), *sorted({os.path.realpath(path) for path in loaders}))


def libraries() -> list[str]:
    """Return where Python, its packages and the system's libraries and settings lie; not the working folder."""
    here = Path.cwd()
    searched = [Path(path) for path in sys.path if path]
    loaded = [Path(path) for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    own = [Path(__file__).parents[1], Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)]
    places = {str(path) for path in (*searched, *loaded, *own) if path.absolute() != here}
    return [*sorted(places), *_SYSTEM, *(f"/etc/{name}" for name in _SETTINGS)]


def limit_memory(more: int) -> None:
    """Let this process have so many bytes more than it has now, and leave no memory dump behind."""
    import resource

    pages = int(Path("/proc/self/statm").read_bytes().split()[5])
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = pages * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_DATA, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def allow_time(bounds: Bounds) -> None:
    """Let this process have processor time from now on, where that can be limited."""
    if sys.platform == "win32":
        return
    import resource
    import time

    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    soft = int(time.process_time()) + max(bounds.seconds // 2, 1) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
