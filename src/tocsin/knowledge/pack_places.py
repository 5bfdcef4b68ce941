"""Where in a YAML file of a pack something stands, for refusals that name the line."""

from __future__ import annotations

import re
from pathlib import Path

from tocsin.model.errors import RuleError


class Places:
    """The lines of a file, to be found by the words in them."""

    def __init__(self, path: Path, text: str) -> None:
        """Take a file and its text."""
        self.path = path
        self.lines = text.splitlines()

    def refuse(self, message: str, *words: str, hint: str | None = None) -> RuleError:
        """Return the error, placed at the line of the last word, looked for from the line of the word before on."""
        line = 0
        for word in words:
            pattern = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
            line = next((at for at in range(line, len(self.lines)) if pattern.search(self.lines[at])), line)
        return RuleError(message, where=f"{self.path}:{line + 1}", hint=hint)
