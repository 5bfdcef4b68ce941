"""Seccomp (Linux): this process and its children get no sockets and nothing that looks into other processes.

In: nothing. Out: whether the kernel took the filter. The filter is a list of what is refused (with `EPERM`), since
what a Python process and its libraries need differs from system to system. Numbers of system calls are those of
arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h; on other machines there is no filter.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import NamedTuple

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # prctl
_LOAD_WORD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # instructions of classic BPF
_ALLOWED, _REFUSED, _KILLED = 0x7FFF0000, 0x00050000, 0x80000000
_OTHER_ABI = 0x40000000  # of x86-64: numbers from here on are those of x32


class Machine(NamedTuple):
    """What the kernel calls an architecture, and its numbers of the system calls that are refused."""

    audit: int
    refused: tuple[int, ...]


# socket connect accept bind listen accept4; ptrace process_vm_readv/writev pidfd_getfd; bpf perf_event_open
# userfaultfd io_uring_setup; mount unshare setns open_by_handle_at; keyctl add_key request_key; init/finit_module
MACHINES = {
    "x86_64": Machine(
        0xC000003E,
        (41, 42, 43, 49, 50, 288, 101, 310, 311, 438, 321, 298, 323, 425, 165, 272, 308, 304, 250, 248, 249, 175, 313),
    ),
    "aarch64": Machine(
        0xC00000B7,
        (
            *(198, 203, 202, 200, 201, 242, 117, 270, 271, 438, 280, 241),
            *(282, 425, 40, 97, 268, 265, 219, 217, 218, 105, 273),
        ),
    ),
}


def machine() -> Machine | None:
    """Return what is known of this machine; None: no filter can be made."""
    return MACHINES.get(platform.machine()) if sys.platform == "linux" and sys.maxsize > 2**32 else None


def program(of: Machine) -> bytes:
    """Return the filter: another architecture ends the process, what is refused gets `EPERM`, all else is let through.

    >>> len(program(MACHINES["x86_64"])) % 8
    0
    """
    count = len(of.refused)
    steps = [
        (_LOAD_WORD, 0, 0, 4),  # the architecture
        (_EQUAL, 1, 0, of.audit),
        (_RETURN, 0, 0, _KILLED),
        (_LOAD_WORD, 0, 0, 0),  # the number of the system call
        (_AT_LEAST, count + 1, 0, _OTHER_ABI),
        *((_EQUAL, count - place, 0, number) for place, number in enumerate(of.refused)),
        (_RETURN, 0, 0, _ALLOWED),
        (_RETURN, 0, 0, _REFUSED | errno.EPERM),
    ]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)


class _Program(ctypes.Structure):
    _fields_ = (("count", ctypes.c_ushort), ("steps", ctypes.c_char_p))


def restrict() -> bool:
    """Give up sockets and looking into other processes, for good; say whether that worked."""
    known = machine()
    if known is None:
        return False
    steps = program(known)
    given = _Program(len(steps) // 8, steps)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and prctl(_SET_SECCOMP, _FILTER, ctypes.byref(given)) == 0
