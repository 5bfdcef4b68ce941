"""How pySigma is to treat expressions, and that it never reaches outside: no programs, no network, no other files."""

from __future__ import annotations

import re
from typing import Any

from sigma.policy import SigmaPolicy
from sigma.policy.regex_engine import RE2RegexEngine

from tocsin.hunting.atoms import compiled


class _Expressions(RE2RegexEngine):
    """The engine with which pySigma looks whether an expression is one; says nothing on standard error."""

    def compile(self, pattern: str, flags: int = 0) -> Any:
        return compiled(pattern, bool(flags & re.IGNORECASE), bool(flags & re.MULTILINE), bool(flags & re.DOTALL))


POLICY = SigmaPolicy(regex_engine=_Expressions(), allow_external_sources=False)
