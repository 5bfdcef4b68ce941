"""Keeps Arrow from loading pandas, which it does with its first array wherever pandas is installed.

Nothing of tocsin's own needs it (Spark does, in processes of its own), and each process would take a quarter of a
second for it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

import numpy as np
import pyarrow as pa


class _Refusing(MetaPathFinder):
    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        del path, target
        if fullname == "pandas":
            raise ImportError("Arrow is not to load it")
        return None


def keep_pandas_out() -> None:
    """Have Arrow find, once and for all of this process, that there is no pandas; `import pandas` works as before.

    For processes that are tocsin's own: a table of Arrow's cannot be made into a data frame of pandas in them.
    """
    if "pandas" in sys.modules:
        return
    refusing = _Refusing()
    sys.meta_path.insert(0, refusing)
    try:
        np.asarray(pa.array(np.zeros(1)))  # Arrow looks for it twice: on the way in, and on the way out
    finally:
        sys.meta_path.remove(refusing)
