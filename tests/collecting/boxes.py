"""Archives made in memory."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile

import py7zr


def zipped(members: dict[str, bytes]) -> bytes:
    """A zip of members in the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar of members in the order given."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def gzipped(data: bytes) -> bytes:
    """Data in gzip."""
    return gzip.compress(data, mtime=0)


def seven_zipped(members: dict[str, bytes], password: str | None = None) -> bytes:
    """A 7z of members, locked if a password is given."""
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return out.getvalue()
