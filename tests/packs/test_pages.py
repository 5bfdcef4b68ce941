"""The pages about packs say what the packs say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_pages_are_what_the_packs_say() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "pack_pages.py"), "--check"], capture_output=True, text=True, check=False
    )

    assert done.stdout == ""
    assert (done.returncode, done.stderr) == (0, "")
