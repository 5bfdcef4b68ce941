"""Fields put together from Defender's rows as Sysmon would have them."""

from __future__ import annotations

import pytest

from tocsin.collecting.formats.defender_fields import with_derived


def test_accounts() -> None:
    row = {"AccountDomain": "nt authority", "AccountName": "system", "InitiatingProcessAccountName": "eve"}
    assert with_derived("DeviceProcessEvents", row) == row | {"User": "nt authority\\system", "ParentUser": "eve"}
    assert with_derived("DeviceFileEvents", row)["User"] == "eve"
    assert "User" not in with_derived("EmailEvents", row)


@pytest.mark.parametrize(
    ("kind", "data", "details"),
    [
        ("Dword", "1", "DWORD (0x00000001)"),
        ("Qword", "4294967296", "QWORD (0x00000001-0x00000000)"),
        ("String", "1", "1"),
        ("Binary", None, "Binary Data"),
        ("Dword", "x", "x"),
        ("Dword", "9" * 5000, f"DWORD (0x{int('9' * 20):x})"),
    ],
)
def test_what_was_written_to_the_registry(kind: str, data: str | None, details: str) -> None:
    row = {"RegistryKey": "HKEY_LOCAL_MACHINE\\SOFTWARE\\X", "RegistryValueType": kind, "RegistryValueData": data}
    made = with_derived("DeviceRegistryEvents", row)
    assert (made["TargetObject"], made["Details"]) == ("HKLM\\SOFTWARE\\X", details)


@pytest.mark.parametrize(
    ("action", "initiated"),
    [("ConnectionSuccess", "true"), ("InboundConnectionAccepted", "false"), ("NetworkSignatureInspected", None)],
)
def test_who_opened_a_connection(action: str, initiated: str | None) -> None:
    assert with_derived("DeviceNetworkEvents", {"ActionType": action}).get("Initiated") == initiated


def test_what_the_row_says_itself_stays() -> None:
    assert with_derived("DeviceProcessEvents", {"User": "own", "AccountName": "x"})["User"] == "own"


@pytest.mark.parametrize(
    ("folder", "name", "path"),
    [
        ("C:\\Windows\\System32\\cmd.exe", "cmd.exe", "C:\\Windows\\System32\\cmd.exe"),
        ("C:\\Windows\\System32", "cmd.exe", "C:\\Windows\\System32\\cmd.exe"),
        ("/usr/bin", "id", "/usr/bin/id"),
        ("", "cmd.exe", "cmd.exe"),
        ("C:\\x.exe", "", "C:\\x.exe"),
        ("", "", None),
    ],
)
def test_a_path_is_whole_whether_the_folder_has_the_name_in_it_or_not(folder: str, name: str, path: str | None) -> None:
    row = {"FolderPath": folder, "FileName": name}
    assert with_derived("DeviceProcessEvents", row).get("Image") == path
    assert with_derived("DeviceFileEvents", row).get("TargetFilename") == path
    row = {"InitiatingProcessFolderPath": folder, "InitiatingProcessFileName": name}
    assert with_derived("DeviceProcessEvents", row).get("ParentImage") == path
    assert with_derived("DeviceRegistryEvents", row).get("Image") == path
