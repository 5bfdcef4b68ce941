"""Names of Linux's system calls: what `syscall=59` of `arch=c000003e` is.

In: the architecture as the audit system writes it (AUDIT_ARCH_*, hexadecimal) and a number. Out: the name.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "linux-syscalls.tsv"
ARCHITECTURES = {"c000003e": "x86_64", "40000003": "i386", "c00000b7": "aarch64"}


@cache
def _names() -> dict[tuple[str, str], str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return {(architecture, number): name for architecture, number, name in rows}


def syscall_name(architecture: str, number: str) -> str | None:
    """Return the name of a system call; None: not known.

    >>> syscall_name("c000003e", "59"), syscall_name("c00000b7", "221"), syscall_name("0", "59")
    ('execve', 'execve', None)
    """
    return _names().get((ARCHITECTURES.get(architecture, ""), number))
