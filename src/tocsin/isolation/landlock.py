"""Landlock (Linux 5.13 and later): this process and its children write and read only below what is named to it.

In: folders to write to, programs that may be started, what may be read. Out: whether the kernel took the rules. Where
the kernel has it, connections by TCP, abstract sockets and signals to processes outside are forbidden, too. Source:
Linux, Documentation/userspace-api/landlock.rst; the numbers are those of include/uapi/linux/landlock.h, the same on
every architecture.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
from collections.abc import Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # system calls
_NO_NEW_PRIVILEGES = 38  # prctl
_VERSION = 1  # flag: ask for the version
_BELOW = 1  # kind of rule: a path and everything beneath it

EXECUTE, WRITE_FILE, READ_FILE, READ_FOLDER, TRUNCATE = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14
_READ = READ_FILE | READ_FOLDER
_CHANGES = WRITE_FILE | sum(1 << bit for bit in range(4, 13))  # write, remove and make entries of every kind
_REFER, _DEVICES = 1 << 13, 1 << 15  # move between folders (from version 2), control devices (from version 5)
_TCP = 0b11  # bind and connect
_OUTSIDE = 0b11  # abstract sockets and signals


def version() -> int:
    """Return which version of Landlock the kernel offers; 0: none."""
    if sys.platform != "linux":
        return 0
    return max(_syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION)), 0)


def restrict(folders: Iterable[str], programs: Iterable[str], readable: Iterable[str] | None = None) -> bool:
    """Give up writing outside `folders` and starting anything but `programs`, for good; say whether that worked.

    With `readable` (files and folders), nothing else is read but what lies there and in `folders`.
    """
    has = version()
    if not has:
        return False
    handled = EXECUTE | _CHANGES
    handled |= 0 if readable is None else _READ
    handled |= _REFER if has >= 2 else 0
    handled |= TRUNCATE if has >= 3 else 0
    handled |= _DEVICES if has >= 5 else 0
    attributes = [handled, _TCP if has >= 4 else 0, _OUTSIDE if has >= 6 else 0]
    size = 8 if has < 4 else 16 if has < 6 else 24
    given = (ctypes.c_uint64 * 3)(*attributes)
    ruleset = _syscall(_CREATE, given, ctypes.c_size_t(size), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    try:
        for folder in folders:
            _allow(ruleset, folder, handled & ~EXECUTE)
        for program in programs:
            _allow(ruleset, program, (EXECUTE | READ_FILE) & handled)
        for path in readable or ():
            _allow(ruleset, path, _READ)
        _allow(ruleset, os.devnull, handled & (WRITE_FILE | READ_FILE | TRUNCATE))
        no_privileges = _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
        return no_privileges and _syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint32(0)) == 0
    finally:
        os.close(ruleset)


class _Beneath(ctypes.Structure):
    _layout_ = "ms"
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def _allow(ruleset: int, path: str, rights: int) -> None:
    """Allow something below a path; one that is not there needs no rule."""
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | _DEVICES
        rule = _Beneath(rights, place)
        _syscall(_ADD, ctypes.c_int(ruleset), ctypes.c_int(_BELOW), ctypes.byref(rule), ctypes.c_uint32(0))
    finally:
        os.close(place)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _syscall(number: int, *given: object) -> int:
    call = _libc().syscall
    call.restype = ctypes.c_long
    return int(call(ctypes.c_long(number), *given))
