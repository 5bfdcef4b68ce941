"""What holds for all tests: nothing that a developer has installed takes part."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from hypothesis import settings

# the workers share the cores, and threads that wait for work by turning take them from each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# as the command does: rules are many small objects that live on, and a third of the time went into looking for cycles
gc.set_threshold(200_000, 20, 20)

# a busy machine is no failure; tests of which more examples are worth their time say so
settings.register_profile("tocsin", deadline=None, max_examples=60)
settings.load_profile("tocsin")
os.environ["TOCSIN_RULES"] = str(Path(__file__).parent / "nothing-installed")


@pytest.fixture
def rules_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in the place of that in which installed rules lie."""
    home = tmp_path / "home" / "rules"
    monkeypatch.setenv("TOCSIN_RULES", str(home))
    return home
