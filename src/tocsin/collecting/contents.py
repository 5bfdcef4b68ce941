"""What a file of the evidence holds, as a checksum of its unpacked bytes: the same content is known under any name."""

from __future__ import annotations

import hashlib

from tocsin.collecting.archives import FAILURES, open_place, said
from tocsin.collecting.units import FileUnit
from tocsin.isolation import pool
from tocsin.model.errors import EvidenceError

_READ = 1 << 20


def sha256_of(unit: FileUnit) -> str:
    """Return the SHA-256 of a unit's content in hexadecimal, as far as it can be read.

    Raises `EvidenceError` for a file that cannot be opened.
    """
    digest = hashlib.sha256()
    try:
        stream = open_place(unit.place, unit.limits, unit.password.encode() if unit.password else None)
    except FAILURES as error:
        raise EvidenceError(f"cannot be opened: {said(error)}", where=unit.path) from None
    with stream:
        while data := stream.read(_READ):
            digest.update(data)
            pool.tick()
        if stream.failure is not None:
            digest.update(stream.failure.encode())
    return digest.hexdigest()
