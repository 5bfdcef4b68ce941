"""A disk that is full: a hunt and a check that write into a small file system of their own (tmpfs).

In: a command without its outputs, sizes. Out: what was wrong. At each size the command must end with one line that says
why and leave neither a half result nor anything temporary, or write what an undisturbed run does; once there is room,
the same command must write that. Mounting needs root or a namespace of users; without either `mounted` is None.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.kills import PROGRAM, left_over


@contextmanager
def mounted(folder: Path, size: str) -> Generator[Path | None]:
    """Mount a small file system; yields None, and mounts nothing, where that is not allowed."""
    folder.mkdir(exist_ok=True)
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    try:
        yield folder if made.returncode == 0 else None
    finally:
        if made.returncode == 0:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def in_namespace() -> None:
    """Begin again as the owner of a namespace in which one may mount, where this process is not root."""
    if os.geteuid() and not os.environ.get("TOCSIN_NAMESPACE"):
        os.environ["TOCSIN_NAMESPACE"] = "1"
        with contextlib.suppress(OSError):
            os.execvp("unshare", ["unshare", "-rm", sys.executable, "-m", "tests.faults", *sys.argv[1:]])  # noqa: S606


def full(
    verb: str, command: list[str], due: dict[str, str], disk: Path, digest: Callable[[Path], dict[str, str]]
) -> tuple[list[str], str]:
    """Run the command on a disk that is too small, then make room and run it again; return what was wrong and said."""
    wrong: list[str] = []
    told: list[str] = []
    folders = [disk / name for name in ("out", "cache", "state")]
    for folder in folders:
        folder.mkdir(exist_ok=True)
    out, cache, state = folders
    target = out / "hits.jsonl" if verb == "hunt" else out
    arguments = [*PROGRAM, *command, "--force", "--out", str(target), "--state", str(state)]
    environment = os.environ | {"TMPDIR": str(cache), "TOCSIN_CACHE": str(cache)}
    for turn in ("full", "with room"):
        if turn == "with room":
            subprocess.run(["mount", "-o", "remount,size=2g", str(disk)], check=True)
        run = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
        found = digest(out)
        names = {name for name in found if not name.startswith(".")}
        if run.returncode == 0 and found != due:
            wrong.append(f"{turn}: exit 0, and the result differs")
        if run.returncode and (
            turn == "with room" or "Traceback" in run.stderr or not run.stderr.startswith("tocsin: ")
        ):
            wrong.append(f"{turn}: exit {run.returncode}, {run.stderr[-300:]}")
        if run.returncode and names:
            wrong.append(f"{turn}: exit {run.returncode}, and there is {sorted(names)}")
        kept = () if run.returncode else (state,)  # progress of a run that failed stays for the next
        left = left_over(cache, out, *kept, but=names)
        if left:
            wrong.append(f"{turn}: left over {left}")
        last = run.stderr.strip().rpartition("\n")[2]
        told.append(f"{turn}: exit {run.returncode} {last.rpartition(': ')[2]}")
    return wrong, "; ".join(told)
