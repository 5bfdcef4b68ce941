"""Results on their way out of a worker, or out of a file of progress: data of known classes, and nothing else.

In: a value, and the classes that may be in it. Out: bytes, and the value again. A worker that reads hostile bytes may
have been taken over; plain `pickle.loads` of what it sends would hand it the parent, too. Here a class or function
that is not named beforehand is an `UntrustedError`. Arrow tables travel in Arrow's own form.
"""

from __future__ import annotations

import io
import pickle
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa


class UntrustedError(Exception):
    """Bytes that are no parcel, or hold what nobody expects."""


def pack(value: object) -> bytes:
    """Return a value as bytes."""
    buffer = io.BytesIO()
    _Packer(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    return buffer.getvalue()


def unpack(data: bytes, classes: Iterable[type]) -> Any:
    """Return the value; raises `UntrustedError` for anything but plain data, NumPy arrays, tables and these classes."""
    known = (*classes, Counter)
    as_they_are = [dict(vars(one)) for one in known]
    try:
        return _Unpacker(io.BytesIO(data), known).load()
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - pickle raises whatever hostile bytes make it raise
        raise UntrustedError(f"{type(error).__name__}: {error}") from None
    finally:
        _unchanged(known, as_they_are)


def _unchanged(classes: Sequence[type], as_they_were: Sequence[dict[str, Any]]) -> None:
    """Raise `UntrustedError` if attributes of a class were set, which a hostile parcel can do, and set them back."""
    changed = False
    for one, was in zip(classes, as_they_were, strict=True):
        for name, value in dict(vars(one)).items():
            if name not in was:
                delattr(one, name)
            elif value is not was[name]:
                setattr(one, name, was[name])
            changed |= name not in was or value is not was[name]
    if changed:
        raise UntrustedError("it changes classes instead of holding data")


def table_of(data: bytes) -> pa.Table:
    """Return the table that these bytes are, in Arrow's IPC form, with its values checked."""
    table = pa.ipc.open_stream(pa.py_buffer(data)).read_all()
    table.validate(full=True)
    return table


def made(kind: type, values: dict[str, Any]) -> Any:
    """Return a noun of the model with these fields."""
    return kind(**values)


class _Packer(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, msgspec.Struct):
            return made, (type(obj), {name: getattr(obj, name) for name in obj.__struct_fields__})
        if isinstance(obj, pa.Table):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, obj.schema) as writer:
                writer.write_table(obj)
            return table_of, (sink.getvalue().to_pybytes(),)
        if type(obj) is np.ndarray and not obj.dtype.hasobject:
            return _array, (obj.tobytes(), obj.dtype.str, obj.shape)
        return NotImplemented


def _array(data: bytes, kind: str, shape: tuple[int, ...]) -> Any:
    return np.frombuffer(data, np.dtype(kind)).reshape(shape).copy()


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, classes: Iterable[type]) -> None:
        super().__init__(file)
        known: list[Any] = [*classes, table_of, _array, made]
        self._known = {(one.__module__, one.__qualname__): one for one in known}

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        try:
            return self._known[module_name, global_name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is not expected here") from None

    def persistent_load(self, pid: Any, /) -> Any:
        raise pickle.UnpicklingError(f"{pid!r} is not expected here")
