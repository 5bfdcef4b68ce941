"""Paths: where they end in running text, and what is no path."""

from __future__ import annotations

import pytest

from tocsin.reading import paths


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (r"C:\Windows\Temp\a.exe", r"C:\Windows\Temp\a.exe"),
        (r"C:\Windows\Temp\a.exe and then", r"C:\Windows\Temp\a.exe"),
        (r"C:\Program Files (x86)\A B\c d.dll.", r"C:\Program Files (x86)\A B\c d.dll"),
        (r"C:\Users\Public\Music folder was", r"C:\Users\Public\Music"),
        (r"%TEMP%\x\y", r"%TEMP%\x\y"),
        (r"C:\a\b.", r"C:\a\b"),
        (r"C:\a", None),
        (r"E:\%d%m", None),
        (r"\<install path>\FrontEnd\HttpProxy\owa\auth" + "\\", r"\FrontEnd\HttpProxy\owa\auth" + "\\"),
        (r"\FrontEnd\owa\auth\<version folder>" + "\\", r"\FrontEnd\owa\auth" + "\\"),
        (r"\x41\x42\x43", None),
        (r"\a\b\c", None),
    ],
)
def test_windows_paths(raw: str, value: str | None) -> None:
    assert paths.windows(raw, raw, 0)[0] == value


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("/opt/a.sh", "/opt/a.sh"),
        ("/owa/auth/x.aspx).", "/owa/auth/x.aspx"),
        ("~/.ssh/authorized_keys", "~/.ssh/authorized_keys"),
        ("/etc/", None),
        ("/or/not", None),
        ("/ecp/<single char>.js", None),
        ("/2021/03", None),
    ],
)
def test_unix_paths(raw: str, value: str | None) -> None:
    assert paths.unix(raw, raw, 0)[0] == value


def test_a_path_does_not_begin_inside_a_word() -> None:
    assert paths.unix("/or/not.exe", "and/or/not.exe", 3)[0] is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (r"HKLM\Software\X\Run value", r"HKLM\Software\X\Run"),
        (r"HKCU:\Software\X", r"HKCU\Software\X"),
        (
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Evil.",
            r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Evil",
        ),
    ],
)
def test_registry_keys(raw: str, value: str) -> None:
    assert paths.registry_key(raw)[0] == value
