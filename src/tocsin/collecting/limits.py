"""What hostile evidence may cost: limits on archives, each with the sentence that says how it was met."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from tocsin.model.errors import UsageError

_AMOUNT = re.compile(r"(\d{1,15})\s*([KMGT]?)(?:i?B)?", re.IGNORECASE)
_UNITS = {"": 0, "K": 10, "M": 20, "G": 30, "T": 40}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on unpacking; whatever lies beyond one is told as not read or as rejected, never silently left out."""

    depth: int = 5  # archives inside archives
    members: int = 200_000  # files in one archive
    containers: int = 100  # archives in archives of one archive, at any depth; directly in it, 20 times as many
    ratio: int = 400  # unpacked : packed, once `ratio_from` bytes came out
    ratio_from: int = 64 << 20
    container_bytes: int = 16 << 30  # an archive inside an archive, unpacked to be read
    archive_bytes: int = 4 << 40  # all members of one archive together

    def blown(self, unpacked: int, packed: int) -> str | None:
        """Say that so many bytes out of so few are an archive bomb; None: they are not.

        >>> DEFAULT.blown(1 << 30, 1 << 20)
        '1073741824 bytes out of 1048576: more than 400 times as many (an archive bomb? --limit ratio=… raises it)'
        """
        if unpacked <= max(self.ratio_from, self.ratio * max(packed, 1)):
            return None
        return (
            f"{unpacked} bytes out of {packed}: more than {self.ratio} times as many"
            " (an archive bomb? --limit ratio=… raises it)"
        )


DEFAULT = Limits()


def raised(settings: Iterable[str], limits: Limits = DEFAULT) -> Limits:
    """Return limits with some set as the user says: `depth=8`, `container_bytes=64G`.

    >>> raised(["depth=8", "container_bytes=1G"]).container_bytes
    1073741824
    """
    names = [one.name for one in fields(Limits)]
    for setting in settings:
        name, equals, amount = setting.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or name not in names:
            raise UsageError(f"there is no limit {name!r}", hint=f"NAME=VALUE, one of {', '.join(names)}")
        found = _AMOUNT.fullmatch(amount.strip())
        if found is None or int(found[1]) == 0:
            raise UsageError(f"{amount!r} is no value for the limit {name}", hint="a number, for example 8 or 64G")
        limits = replace(limits, **{name: int(found[1]) << _UNITS[found[2].upper()]})
    return limits
