"""Where tocsin keeps what belongs to a user: below the platform's place for data, or where a variable points."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def data_folder(name: str, variable: str) -> Path:
    """Return the folder of this name, which may not exist; the environment variable names another."""
    given = os.environ.get(variable)
    if given:
        return Path(given)
    if sys.platform == "win32":
        parent = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        parent = Path.home() / "Library" / "Application Support"
    else:
        parent = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share"))
    return parent / "tocsin" / name
