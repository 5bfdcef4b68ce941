"""What hostile evidence may cost: limits on archives, each with the sentence that says how it was met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on unpacking; whatever lies beyond one is told as not read or as rejected, never silently left out."""

    depth: int = 5  # archives inside archives
    members: int = 200_000  # files in one archive
    ratio: int = 400  # unpacked : packed, once `ratio_from` bytes came out
    ratio_from: int = 64 << 20
    container_bytes: int = 16 << 30  # an archive inside an archive, unpacked to be read

    def blown(self, unpacked: int, packed: int) -> str | None:
        """Say that so many bytes out of so few are an archive bomb; None: they are not.

        >>> DEFAULT.blown(1 << 30, 1 << 20)
        '1073741824 bytes out of 1048576 packed ones: more than 400 times as many (an archive bomb?)'
        """
        if unpacked <= max(self.ratio_from, self.ratio * max(packed, 1)):
            return None
        return f"{unpacked} bytes out of {packed} packed ones: more than {self.ratio} times as many (an archive bomb?)"


DEFAULT = Limits()
