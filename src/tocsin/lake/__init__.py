"""The lake: evidence kept as Parquet, asked in SQL, hunted in again without the raw logs.

In: `Evidence` (`keep`, `change`), or a folder made so (`compact`, `asking.ask`). Out: Parquet files that any engine
reads, partitioned by log and period; `collecting` reads them back like any other evidence. Add a macro in `macros.py`,
a view in `views.py`.
"""

from __future__ import annotations

from tocsin.lake.changes import Change, change
from tocsin.lake.compacting import Compacting, compact
from tocsin.lake.keeping import Keeping, keep

__all__ = ["Change", "Compacting", "Keeping", "change", "compact", "keep"]
