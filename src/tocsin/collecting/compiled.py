"""Loops compiled to machine code: for what looks at every record and cannot be said by columns.

In: a function over NumPy arrays and its signature. Out: a `Kernel`, which is called like the function. numba compiles
it once; its machine code is kept in this user's cache folder, and from there LLVM (`llvmlite`) alone loads it, in a
tenth of the time and memory that numba takes. Where nothing can be kept, where others could put something there, on
Windows and where numba is not to be had nothing is compiled: readers then go the way of NumPy and Arrow, which gives
the same.

A kernel takes arrays (one or two dimensions, in order, aligned) and numbers, allocates nothing, raises nothing, and
calls only what is marked as a `part`.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FunctionType
from typing import Any

import numpy as np

from tocsin.knowledge import kept

_FOLDER = "kernels"
_KIND = f"{_FOLDER}/kernel"

_KNOWN = {"memcpy", "memmove", "memset"}
"""What machine code may call beside LLVM's own: every process has these."""


@cache
def compiles() -> bool:
    """Say whether functions can be compiled and kept here; TOCSIN_COMPILED=0 switches it off."""
    wanted = os.environ.get("TOCSIN_COMPILED") != "0" and sys.platform != "win32"
    return wanted and find_spec("numba") is not None and _is_ours()


def _is_ours() -> bool:
    """Say whether machine code can be kept, and only this user can put any there."""
    path = kept.folder() / _FOLDER
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = path.stat()
    except OSError:
        return False
    return about.st_uid == os.geteuid() and not about.st_mode & 0o022 and os.access(path, os.W_OK)


def ready(kernels: Iterable[Kernel], *, compile_them: bool) -> bool:
    """Load kernels, those that were not kept only when they may be compiled; False where some are not to be had.

    Compiling all of them takes some twenty seconds.
    """
    if not compiles():
        return False
    waiting = list(kernels)
    if not compile_them and not all(one.is_kept for one in waiting):
        return False
    for one in waiting:
        one.load()
    return True


def part(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that kernels may call."""
    _parts[function] = None
    return function


def part_made_by(make: Callable[[], Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function that kernels may call, and which numba gets by other means."""

    def marked(function: Callable[..., Any]) -> Callable[..., Any]:
        _parts[function] = make
        return function

    return marked


_parts: dict[Callable[..., Any], Callable[[], Any] | None] = {}


class Kernel:
    """A function that is compiled when it is first called, or loaded as it was kept."""

    def __init__(self, function: Callable[..., Any], signature: str) -> None:
        """Take a function; the signature is that of its arguments as numba writes it: `uint8[::1], int64`."""
        self.function = function
        self._signature = [one.strip() for one in signature.split(";")]
        self._kinds = [np.dtype(one.partition("[")[0]) for one in self._signature]
        self._call: Any = None

    def __call__(self, *arguments: Any) -> int:
        """Run it; returns what the function does, 0 where it returns nothing."""
        if self._call is None:
            self.load()
        result, trouble = ctypes.c_int64(0), ctypes.c_void_p()
        flat: list[Any] = [ctypes.byref(result), ctypes.byref(trouble)]
        for one, kind in zip(arguments, self._kinds, strict=True):
            if isinstance(one, np.ndarray):
                if one.dtype != kind or not one.flags.c_contiguous:
                    raise TypeError(f"{self.function.__name__} does not take an array of this form for {kind}")
                # as numba hands over an array: owner, parent, items, bytes of each, address, shape, strides
                flat += (
                    None,
                    None,
                    one.size,
                    one.itemsize,
                    one.__array_interface__["data"][0],
                    *one.shape,
                    *one.strides,
                )
            else:
                flat.append(int(one))
        call: Any = self._call
        if call(*flat):  # numba's way to say that something was raised
            raise RuntimeError(f"{self.function.__name__} failed")
        return result.value

    @property
    def is_loaded(self) -> bool:
        """Whether it can be called at once."""
        return self._call is not None

    @property
    def is_kept(self) -> bool:
        """Whether it need not be compiled."""
        return self._call is not None or kept.load(_KIND, self._key()) is not None

    def load(self) -> None:
        """Make it callable."""
        if self._call is not None:
            return
        key = self._key()
        code = kept.load(_KIND, key)
        if code is None:
            code = self._compiled()
            kept.store(_KIND, key, code)
        name, _, binary = code.partition(b"\n")
        address = _linked(binary, name.decode())
        kinds: list[Any] = [ctypes.c_void_p, ctypes.c_void_p]
        for one in self._signature:
            dimensions = one.count(":") - 1 if "[" in one else 0
            whole: list[Any] = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]
            number = ctypes.c_uint64 if one == "uint64" else ctypes.c_int64
            kinds += [*whole, *[ctypes.c_int64] * (2 * dimensions)] if dimensions else [number]
        self._call = ctypes.CFUNCTYPE(ctypes.c_int32, *kinds)(address)

    def _key(self) -> str:
        """Return what the machine code depends on: sources, numbers of other modules, compiler and processor."""
        scope = self.function.__globals__
        numbers = sorted((name, value) for name, value in scope.items() if type(value) is int)
        digest = hashlib.sha256(repr((self.function.__qualname__, self._signature, numbers)).encode())
        for path in sorted({__file__, *_sources(self.function, {})}):
            digest.update(_content(path))
        digest.update(_compiler_and_processor())
        return digest.hexdigest()

    def _compiled(self) -> bytes:
        """Return the name of the compiled function and its machine code."""
        from llvmlite import binding

        numba: Any = import_module("numba")
        kind = " ".join(f"{one}," for one in self._signature)
        compiled: Any = numba.njit(f"({kind})", error_model="numpy", _nrt=False)(_for_numba(self.function, {}))
        (signature,) = compiled.signatures
        name = compiled.overloads[signature].fndesc.llvm_func_name
        module = binding.parse_assembly(_alone(compiled.inspect_llvm(signature), name))
        return name.encode() + b"\n" + _machine().emit_object(module)


@cache
def _compiler_and_processor() -> bytes:
    import llvmlite
    from llvmlite import binding

    said = llvmlite.__version__, binding.get_host_cpu_name(), binding.get_host_cpu_features().flatten()
    return "".join(said).encode()


def kernel(signature: str) -> Callable[[Callable[..., Any]], Kernel]:
    """Make a function a kernel; its arguments' types stand between semicolons."""
    return lambda function: Kernel(function, signature)


def _for_numba(function: Callable[..., Any], known: dict[Any, Any]) -> Any:
    """Return a function whose parts are those that numba compiles."""
    numba: Any = import_module("numba")
    scope = dict(function.__globals__)
    for name in function.__code__.co_names:
        called = scope.get(name)
        if isinstance(called, FunctionType) and called in _parts:
            if called not in known:
                make = _parts[called]
                whole = make() if make is not None else _for_numba(called, known)
                # inlined in any case: a call puts more on the stack than most parts do
                inlined = numba.njit(error_model="numpy", _nrt=False, forceinline=True)
                known[called] = whole if make is not None else inlined(whole)
            scope[name] = known[called]
    return FunctionType(function.__code__, scope, function.__name__)


def _sources(function: Callable[..., Any], known: dict[Any, str]) -> Iterable[str]:
    """Return the files in which a function stands, and all parts that it calls."""
    if function not in known:
        scope = function.__globals__
        known[function] = scope["__file__"]
        for name in function.__code__.co_names:
            called = scope.get(name)
            if isinstance(called, FunctionType) and called in _parts:
                _sources(called, known)
    return known.values()


@cache
def _content(path: str) -> bytes:
    """Return the digest of a file's content."""
    return hashlib.sha256(Path(path).read_bytes()).digest()


def _alone(code: str, name: str) -> str:
    """Return LLVM code with a function and what it calls, and without what is there for Python to call it."""
    head, *pieces = re.split(r"(?m)^(?=define |declare )", code)
    bodies: dict[str, str] = {}
    rest: list[str] = []
    for piece in pieces:
        end = piece.index("\n}\n") + 3 if piece.startswith("define") else piece.index("\n") + 1
        bodies[_names_in(piece.partition("\n")[0])[0]] = piece[:end]
        rest.append(piece[end:])
    reached: dict[str, None] = {}
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in bodies and one not in reached:
            reached[one] = None
            waiting += _names_in(bodies[one])
    outside = {one for one in reached if bodies[one].startswith("declare") and not one.startswith("llvm.")}
    if outside - _KNOWN:
        raise RuntimeError(f"a kernel calls what is not there: {', '.join(sorted(outside - _KNOWN))}")
    return "".join([head, *(bodies[one] for one in reached), *rest])


def _names_in(code: str) -> list[str]:
    return [quoted or plain for quoted, plain in re.findall(r'@(?:"([^"]+)"|([\w.$-]+))', code)]


@cache
def _machine() -> Any:
    from llvmlite import binding

    _ready()
    features = binding.get_host_cpu_features().flatten()
    target = binding.Target.from_triple(binding.get_process_triple())
    return target.create_target_machine(
        cpu=binding.get_host_cpu_name(), features=features, opt=3, jit=True, codemodel="jitdefault"
    )


@cache
def _ready() -> None:
    from llvmlite import binding

    binding.initialize_native_target()
    binding.initialize_native_asmprinter()


_engines: list[Any] = []
"""Code lives as long as its engine."""


def _linked(binary: bytes, name: str) -> int:
    """Return the address of a function of some machine code."""
    from llvmlite import binding

    _ready()
    engine = binding.create_mcjit_compiler(binding.parse_assembly(""), _machine())
    engine.add_object_file(binding.ObjectFileRef.from_data(binary))
    engine.finalize_object()
    _engines.append(engine)
    return int(engine.get_function_address(name))
