"""pandas is left where it is."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

ASK = """
import sys
from tocsin.collecting.pandas_apart import keep_pandas_out
{call}
import numpy as np, pyarrow as pa
assert np.asarray(pa.array(np.arange(2))).tolist() == [0, 1]
assert np.asarray(pa.array(["a", None]).dictionary_encode().indices.fill_null(1)).tolist() == [0, 1]
print("pandas" in sys.modules)
import pandas
"""


@pytest.mark.skipif(find_spec("pandas") is None, reason="pandas is not installed")
@pytest.mark.parametrize(("call", "loaded"), [("", "True"), ("keep_pandas_out()", "False")])
def test_arrow_does_not_load_it_but_others_can(call: str, loaded: str) -> None:
    said = subprocess.run([sys.executable, "-c", ASK.format(call=call)], capture_output=True, text=True, check=True)

    assert said.stdout.strip() == loaded
