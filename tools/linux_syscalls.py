"""Make `knowledge/data/linux-syscalls.tsv` from the kernel's own headers (linux-libc-dev): number, name, architecture.

Run on x86-64: `python tools/linux_syscalls.py /usr/include > src/tocsin/knowledge/data/linux-syscalls.tsv`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

HEADERS = {
    "x86_64": "x86_64-linux-gnu/asm/unistd_64.h",
    "i386": "x86_64-linux-gnu/asm/unistd_32.h",
    "aarch64": "asm-generic/unistd.h",
}
HEAD = """# Numbers and names of Linux's system calls: facts, from the kernel's UAPI headers (package linux-libc-dev,
# GPL-2.0 WITH Linux-syscall-note). Made by tools/linux_syscalls.py.
"""
DEFINED = re.compile(r"^#define __NR(?:_|3264_)(\w+)\s+(\d+)\s*$", re.MULTILINE)


def main(folder: str) -> None:
    """Print the table."""
    lines = [
        f"{architecture}\t{number}\t{name}"
        for architecture, header in HEADERS.items()
        for name, number in DEFINED.findall((Path(folder) / header).read_text(encoding="utf-8"))
        if name not in ("syscalls", "arch_specific_syscall")
    ]
    sys.stdout.write(HEAD + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
