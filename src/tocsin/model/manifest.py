"""What a check was made of and what it wrote, by checksum. JSON form: `manifest.json` beside the results."""

from __future__ import annotations

from tocsin.model.noun import Noun


class Digest(Noun, frozen=True, kw_only=True):
    """A file: its path (relative to the evidence, or to the folder of results), its bytes, their SHA-256."""

    path: str
    size: int | None  # None, as `sha256`: it could not be read
    sha256: str | None


class Manifest(Noun, frozen=True, kw_only=True):
    """The files of a check: those of the evidence as they lay on disk (archives unopened), and those of the result."""

    evidence: tuple[Digest, ...]
    results: tuple[Digest, ...]
    report: str  # SHA-256 of the document


class Difference(Noun, frozen=True, kw_only=True):
    """A file that is not what a manifest says."""

    path: str
    what: str  # changed, missing, not in the manifest
