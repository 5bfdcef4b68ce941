"""7z archives: all members are unpacked in one go, into files that are named by number and by nothing else.

A 7z archive packs many members into one stream, so that reading them one by one would unpack it again for each; it can
also not be read without going back and forth. Passwords, solid blocks and encrypted directories are `py7zr`'s work.
Invariant: no member's name reaches the file system.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from tocsin.collecting.limits import Limits


@dataclass(frozen=True, slots=True)
class SevenEntry:
    """A member of a 7z archive."""

    index: int
    name: str
    size: int
    link: bool
    modified: int | None


def _opened(file: IO[bytes], password: bytes | None) -> Any:
    """Return the archive; raises `OSError` with the reason where it cannot be opened."""
    import py7zr
    from py7zr.exceptions import ArchiveError, PasswordRequired

    try:
        return py7zr.SevenZipFile(file, "r", password=password.decode() if password else None)
    except PasswordRequired:
        raise OSError("encrypted, and no password was given") from None
    except ArchiveError as error:
        raise OSError(_damage(error, password)) from None
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        raise OSError(_damage(error, password)) from None


def _damage(error: Exception, password: bytes | None) -> str:
    hint = ", or the password is wrong" if password else ""
    return f"damaged{hint}: {str(error) or type(error).__name__}"


def seven_entries(file: IO[bytes], password: bytes | None) -> tuple[list[SevenEntry], str | None]:
    """Return the directory without folders, and why its members cannot be read (no password); None: they can."""
    archive = _opened(file, password)
    locked = "encrypted, and no password was given" if archive.needs_password() and not password else None
    return [
        SevenEntry(
            index,
            str(one.filename),
            int(one.uncompressed or 0),
            bool(one.is_symlink or one.is_junction),
            _modified(one),
        )
        for index, one in enumerate(archive.files)
        if not one.is_directory
    ], locked


def _modified(one: Any) -> int | None:
    try:
        return int(one.lastwritetime.totimestamp() * 1_000_000)
    except (AttributeError, TypeError, ValueError, OverflowError):
        return None


@dataclass(slots=True)
class _Budget:
    """How much may still be unpacked."""

    packed: int
    limits: Limits
    written: int = 0

    def spend(self, size: int) -> None:
        """Count bytes; raises `OSError` when a limit is met."""
        self.written += size
        blown = self.limits.blown(self.written, self.packed)
        if blown is not None:
            raise OSError(blown)


class _Sink:
    """What `py7zr` writes one member into (its `Py7zIO`)."""

    def __init__(self, out: IO[bytes], budget: _Budget) -> None:
        self._out, self._budget = out, budget

    def write(self, data: bytes | bytearray) -> int:
        self._budget.spend(len(data))
        return self._out.write(data)

    def read(self, size: int | None = None) -> bytes:
        del size
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        del offset, whence
        return 0

    def flush(self) -> None:
        self._out.flush()

    def size(self) -> int:
        return self._out.tell()

    def close(self) -> None:
        self._out.close()


@dataclass(frozen=True, slots=True)
class _Sinks:
    """Hands out a sink for each member, by its number (`py7zr`'s `WriterFactory`)."""

    open: Callable[[int], IO[bytes]]
    budget: _Budget

    def create(self, filename: str) -> _Sink:
        return _Sink(self.open(int(filename.rpartition("/")[2])), self.budget)


def unpack(
    file: IO[bytes], password: bytes | None, packed: int, limits: Limits, create: Callable[[int], IO[bytes]]
) -> str | None:
    """Unpack every member into what `create` hands out for its index; returns why not all could be, None: all were."""
    archive = _opened(file, password)
    for index, one in enumerate(archive.files):
        one._file_info["filename"] = str(index)  # names are for showing only: none is looked at by the unpacker
    try:
        archive.extractall(factory=_Sinks(create, _Budget(packed, limits)))
    except OSError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - a third party's reader of hostile data
        return _damage(error, password)
    return None
