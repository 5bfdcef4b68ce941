"""Many texts as two blocks of bytes: what 100,000 of them need in memory and on disk, and nothing a text.

In: texts. Out: `Strings`, a sequence that makes a text when it is asked for one; MessagePack takes it as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
from msgspec import Struct


class Strings(Struct, frozen=True, array_like=True):
    """Texts end to end, and where each of them ends (64 bits, little end first)."""

    data: bytes = b""
    ends: bytes = b""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        """Take texts.

        >>> list(Strings.of(["a", "", "bc"]))
        ['a', '', 'bc']
        """
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        sizes = np.fromiter(map(len, encoded), np.int64, len(encoded))
        return cls(b"".join(encoded), np.cumsum(sizes).astype("<i8").tobytes())

    def __len__(self) -> int:
        return len(self.ends) // 8

    def __getitem__(self, number: int) -> str:
        return self.raw(number).decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def raw(self, number: int) -> bytes:
        """Return a text as it is kept: in UTF-8."""
        end = int.from_bytes(self.ends[8 * number : 8 * number + 8], "little")
        begin = int.from_bytes(self.ends[8 * number - 8 : 8 * number], "little") if number else 0
        return self.data[begin:end]

    def sizes(self) -> npt.NDArray[np.int64]:
        """Return how many bytes each text takes."""
        return np.diff(np.frombuffer(self.ends, "<i8").astype(np.int64), prepend=0)
