"""Real material that tests may use: a folder beside the checkout, or wherever TOCSIN_DATA points."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[1].parent / "shared" / "data"
_GIVEN = os.environ.get("TOCSIN_DATA")

DATA: Path = Path(_GIVEN) if _GIVEN else _BESIDE
"""Folder with documents, recordings, Sigma rules; may not exist (`needs_data` skips then)."""

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"SKIPPED, no real material at {DATA} (set TOCSIN_DATA)")
