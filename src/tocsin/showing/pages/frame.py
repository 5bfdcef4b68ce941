"""The frame of a one-file page: head, style, script, and a policy that forbids everything else.

In: title and body, already escaped. Out: a whole document that opens from disk, asks nothing of a network and reads
without its script. The policy names the style and the script by their hashes, so that nothing smuggled in can run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from tocsin.showing.escape import html as safe


def page(title: str, body: str, *, scripts: tuple[str, ...] = ("page.js",)) -> str:
    """Return the document; the title is escaped here, the body must be already. `scripts` are assets."""
    style, script = asset("page.css"), "".join(map(asset, scripts))
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>{safe(title, 200)}</title>
<style>{style}</style>
</head>
<body>
{body}
<script>{script}</script>
</body>
</html>
"""


@cache
def asset(name: str) -> str:
    """Return the text of a file that ships beside this room."""
    return (files("tocsin.showing") / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
