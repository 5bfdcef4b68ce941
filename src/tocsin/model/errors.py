"""Errors that tocsin raises on purpose.

    TocsinError        base: what happened, where, what to do; exit code 2
    ├── UsageError     an option, path or name the user gave cannot be used
    ├── DocumentError  the report cannot be read, or holds nothing to read
    ├── EvidenceError  the evidence given cannot be opened at all
    ├── RuleError      rules or a pack the user named cannot be used
    └── LimitError     a limit on hostile input was reached

Bad *data* is not an error: a record that cannot be read is a `Rejected`, a rule that cannot be used an
`UnusableRule`, an objection to a document a `Problem`. Those are values; they are counted and shown.
"""

from __future__ import annotations

from typing import ClassVar


class TocsinError(Exception):
    """Base of every error raised on purpose: what happened, where, what to do."""

    exit_code: ClassVar[int] = 2
    remedy: ClassVar[str] = "run it again; if it says so again, tell the makers of tocsin"
    """What to do about an error of this kind that knows nothing better; `hint` goes before it."""

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        """Keep the three parts apart, so that a caller can use each; `where` is `path`, or `path:line`."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        """One line: `where: message (hint)`."""
        place = f"{self.where}: " if self.where else ""
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{remedy}"


class UsageError(TocsinError):
    """An option, path or name the user gave cannot be used."""

    remedy = "--help after the command's name says what it takes"


class DocumentError(TocsinError):
    """The report cannot be read, or holds nothing to read."""

    remedy = "save it anew from its program, or give its text as a .txt file"


class EvidenceError(TocsinError):
    """The evidence given cannot be opened at all."""

    remedy = "look whether the path is right, and whether you may read it"


class RuleError(TocsinError):
    """Rules or a pack the user named cannot be used."""

    remedy = "mend it at that place, or leave it out"


class LimitError(TocsinError):
    """A limit on hostile input was reached; the hint says how to raise it."""

    remedy = "give less of it at once"
