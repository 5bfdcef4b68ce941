"""What is found in evidence, and what is said of everything that is not read."""

from __future__ import annotations

import io
import os
import socket
import tarfile
import zipfile
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.archives import kind_of
from tocsin.collecting.limits import Limits
from tocsin.model.errors import EvidenceError, UsageError

from tests.collecting.boxes import gzipped, tarred, zipped
from tests.collecting.samples import ECP, EVTX, HTTPPROXY, IIS, NXLOG, SAMPLES


def found(*roots: Path, **options: object) -> tuple[dict[str, str], dict[str, str]]:
    """Path -> format of what is read, path -> reason of what is not."""
    evidence = collect(roots, **options)  # type: ignore[arg-type]
    return {unit.path: unit.format for unit in evidence.units}, {one.path: one.reason for one in evidence.not_read}


def test_a_folder_in_stable_order_by_content(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "x.bin").write_bytes(IIS)
    (tmp_path / "a.txt").write_bytes(EVTX)
    (tmp_path / "c.evtx").write_bytes(NXLOG)
    read, not_read = found(tmp_path)

    assert list(read.items()) == [("a.txt", "evtx"), ("b/x.bin", "iis"), ("c.evtx", "windows-json")]
    assert not_read == {}


def test_nested_archives_are_entered(tmp_path: Path) -> None:
    inner = zipped({"EXCH01/HttpProxy/Ecp/x.LOG": HTTPPROXY, "s/x.evtx": EVTX})
    (tmp_path / "case.tgz").write_bytes(gzipped(tarred({"in.zip": inner, "u_ex.log.gz": gzipped(IIS)})))
    evidence = collect([tmp_path / "case.tgz"])

    assert [unit.path for unit in evidence.units] == [
        "case.tgz/case.tar/in.zip/EXCH01/HttpProxy/Ecp/x.LOG",
        "case.tgz/case.tar/in.zip/s/x.evtx",
        "case.tgz/case.tar/u_ex.log.gz/u_ex.log",
    ]
    assert [file.events for file in evidence.files()] == [2, 600, 3]
    assert not evidence.not_read


def test_names_that_lead_out_of_the_archive_do_not(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({"../../etc/a.log": IIS, "/abs/b.log": IIS, "C:\\logs\\c.log": IIS}))
    read, _ = found(tmp_path / "x.zip")
    assert list(read) == ["x.zip/etc/a.log", "x.zip/abs/b.log", "x.zip/C:/logs/c.log"]


def test_links_inside_archives_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
        pipe = tarfile.TarInfo("pipe")
        pipe.type = tarfile.FIFOTYPE
        archive.addfile(pipe)
    (tmp_path / "x.tar").write_bytes(out.getvalue())
    info = zipfile.ZipInfo("link")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive_zip:
        archive_zip.writestr(info, "/etc/passwd")

    assert found(tmp_path)[1] == {"x.tar/link": "a link", "x.tar/pipe": "a device or pipe", "x.zip/link": "a link"}


def test_links_that_leave_the_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside.log").write_bytes(IIS)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "inside.log").write_bytes(IIS)
    (folder / "again.log").symlink_to(folder / "inside.log")
    (folder / "out.log").symlink_to(tmp_path / "outside.log")
    (folder / "up").symlink_to(tmp_path)
    (folder / "gone").symlink_to(folder / "nothing")
    read, not_read = found(folder)

    assert list(read) == ["again.log"]
    assert not_read["inside.log"].startswith("the same file as another")
    assert not_read["out.log"] == "a link that leaves the folder"
    assert not_read["up"] == "a link to a folder"
    assert "gone" in not_read


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(IIS)
    read, not_read = found(tmp_path, tmp_path / "x.log")
    assert len(read) == len(not_read) == 1


def test_the_same_names_below_two_roots_say_which(tmp_path: Path) -> None:
    for host in ("h1", "h2"):
        (tmp_path / host).mkdir()
        (tmp_path / host / "x.log").write_bytes(IIS)
    assert list(found(tmp_path / "h1", tmp_path / "h2")[0]) == ["x.log", "h2/x.log"]


def test_odd_files_are_told_with_their_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.evtx").write_bytes(b"")
    (tmp_path / "one.evtx").write_bytes(b"x")
    (tmp_path / "folder.evtx").mkdir()
    (tmp_path / "notes.txt").write_bytes(b"hello world\n")
    (tmp_path / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(20))
    (tmp_path / "utf16.log").write_bytes("text".encode("utf-16"))
    (tmp_path / "raw.bin").write_bytes(bytes(100))
    os.mkfifo(tmp_path / "pipe")
    read, not_read = found(tmp_path)

    assert read == {"one.evtx": "evtx"}
    assert not_read == {
        "empty.evtx": "the file is empty",
        "notes.txt": "text in a format that no reader knows",
        "pipe": "a device, pipe or socket, not a file",
        "raw.bin": "binary data that no reader knows",
        "utf16.log": "text in UTF-16, in a format that no reader knows",
        "x.7z": not_read["x.7z"],
    }


def test_a_socket_is_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("s")
        assert found(tmp_path)[1] == {"s": "a device, pipe or socket, not a file"}


def test_names_that_are_not_utf_8(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.log")).write_bytes(IIS)
    assert list(found(tmp_path)[0]) == ["caf\\xe9.log"]


@pytest.mark.skipif(os.geteuid() == 0, reason="SKIPPED: root may read everything")
def test_no_permission(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(IIS)
    (tmp_path / "x.log").chmod(0)
    assert "permission denied" in found(tmp_path)[1]["x.log"]


def test_a_path_that_does_not_exist_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="no such file"):
        collect([tmp_path / "nothing"])
    with pytest.raises(EvidenceError, match="there is no file"):
        collect([tmp_path])
    with pytest.raises(EvidenceError, match="no evidence"):
        collect([])
    with pytest.raises(UsageError, match="no time zone"):
        collect([tmp_path], timezone="Mars/Olympus")


def test_damaged_archives_are_told(tmp_path: Path) -> None:
    whole = zipped({"x.log": IIS * 100})
    (tmp_path / "cut.zip").write_bytes(whole[:-30])
    (tmp_path / "cut.log.gz").write_bytes(gzipped(IIS * 1000)[:-400])
    (tmp_path / "bad.gz").write_bytes(b"\x1f\x8bnot gzip")
    evidence = collect([tmp_path])
    not_read = {one.path: one.reason for one in evidence.not_read}

    assert "members were found by their own headers" in not_read["cut.zip"]
    assert "bad.gz/bad" in not_read
    cut, member = evidence.files()
    assert (member.path, member.events, member.rejected) == ("cut.zip/x.log", 300, 0)
    assert cut.events > 0
    assert cut.rejected >= 1


def test_archives_that_are_too_deep_or_too_full(tmp_path: Path) -> None:
    data = IIS
    for _ in range(4):
        data = zipped({"x": data})
    (tmp_path / "deep.zip").write_bytes(data)
    (tmp_path / "full.zip").write_bytes(zipped({f"{number}.log": IIS for number in range(5)}))
    read, not_read = found(tmp_path, limits=Limits(depth=3, members=3))

    assert len(read) == 3
    assert "deeper than the limit" in not_read["deep.zip/x/x/x"]
    assert "2 more members than the limit" in not_read["full.zip"]


def test_archives_that_are_too_large_are_told_with_the_option_that_raises_the_limit(tmp_path: Path) -> None:
    (tmp_path / "large.zip").write_bytes(zipped({f"{number}.log": IIS for number in range(5)}))
    read, not_read = found(tmp_path, limits=Limits(archive_bytes=2 * len(IIS)))

    assert len(read) == 2
    assert "3 more members, beyond the limit" in not_read["large.zip"]
    assert "--limit archive_bytes=" in not_read["large.zip"]
    assert len(found(tmp_path, limits=Limits(archive_bytes=5 * len(IIS)))[0]) == 5

    (tmp_path / "outer.zip").write_bytes(zipped({"inner.zip": zipped({"x.log": IIS})}))
    (tmp_path / "large.zip").unlink()
    read, not_read = found(tmp_path, limits=Limits(container_bytes=100))
    assert not read
    assert "--limit container_bytes=" in not_read["outer.zip/inner.zip"]


def test_archive_bombs_end_and_are_told(tmp_path: Path) -> None:
    limits = Limits(ratio=20, ratio_from=100_000)
    (tmp_path / "bomb.gz").write_bytes(gzipped(IIS + b"x" * 5_000_000))
    (tmp_path / "bomb.zip").write_bytes(zipped({"x.log": IIS + b"x" * 5_000_000}))
    (tmp_path / "inner.zip").write_bytes(zipped({"a.zip": zipped({"x.log": IIS}) + bytes(5_000_000)}))
    evidence = collect([tmp_path], limits=limits)
    not_read = {one.path: one.reason for one in evidence.not_read}
    books = {file.path: file for file in evidence.files()}

    assert "archive bomb" in not_read["bomb.zip/x.log"]
    assert "archive bomb" in not_read["inner.zip/a.zip"]
    assert books["bomb.gz/bomb"].rejected > 0


def test_an_encrypted_member_is_told(tmp_path: Path) -> None:
    data = bytearray(zipped({"x.log": IIS}))
    data[6] |= 1  # local header
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    (tmp_path / "x.zip").write_bytes(data)

    assert found(tmp_path)[1] == {"x.zip/x.log": "encrypted, and no password was given"}
    assert "cannot be opened" in found(tmp_path, **{"password": "no"})[1]["x.zip/x.log"]


def test_text_in_utf_16_is_read_with_and_without_a_mark(tmp_path: Path) -> None:
    text = IIS.decode()
    (tmp_path / "a.log").write_bytes(text.encode("utf-16"))
    (tmp_path / "b.log").write_bytes(text.encode("utf-16-be"))
    (tmp_path / "c.zip").write_bytes(zipped({"c.log": text.encode("utf-16-le")}))
    evidence = collect([tmp_path])

    assert [unit.format for unit in evidence.units] == ["iis"] * 3
    assert [(file.events, file.rejected) for file in evidence.files()] == [(3, 0)] * 3


def test_a_file_that_shrinks_while_it_is_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(IIS * 3)
    evidence = collect([tmp_path])
    (tmp_path / "a.log").write_bytes(IIS)
    (file,) = evidence.files()

    assert (file.events, file.rejected) == (3, 1)
    assert "became shorter" in file.losses[0].reason


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(IIS)
    evidence = collect([tmp_path])
    with (tmp_path / "a.log").open("ab") as file:
        file.write(IIS + b"2021-03-02 07:0")
    (file,) = evidence.files()

    assert (file.events, file.rejected) == (6, 1)
    assert file.losses[0].offset == 2 * len(IIS)


def test_a_file_that_vanishes_is_a_loss_and_no_crash(tmp_path: Path) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_bytes(IIS)
    evidence = collect([tmp_path])
    (tmp_path / "a.log").unlink()

    assert [(file.events, file.rejected) for file in evidence.files()] == [(0, 1), (3, 0)]


def test_hosts_from_the_path_and_from_the_option(tmp_path: Path) -> None:
    folder = tmp_path / "EXCH01" / "inetpub" / "W3SVC1"
    folder.mkdir(parents=True)
    (folder / "u.log").write_bytes(IIS)
    (folder / "ecp.log").write_bytes(ECP)

    assert {one.host for one in collect([tmp_path]).coverage()} == {"EXCH01"}
    assert {one.host for one in collect([tmp_path], host="x").coverage()} == {"EXCH01", "x"}


def test_every_sample_is_found_in_a_zip(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(zipped({f"{name}/{path}": data for name, (path, data) in SAMPLES.items()}))
    read, not_read = found(tmp_path)
    assert (sorted(read.values()), not_read) == (sorted(SAMPLES), {})


def test_one_empty_file_costs_no_other(tmp_path: Path) -> None:
    files = {f"{number:04}.evtx": EVTX if number % 50 == 0 else b"" for number in range(100)}
    (tmp_path / "x.zip").write_bytes(zipped(files))
    evidence = collect([tmp_path])

    assert [file.events for file in evidence.files()] == [600, 600]
    assert {one.reason for one in evidence.not_read} == {"the file is empty"}
    assert len(evidence.not_read) == 98


def test_kinds_of_archives() -> None:
    assert [kind_of(data) for data in (zipped({"a": b"b"}), gzipped(b"x"), tarred({"a": b"b"}), IIS)] == [
        "zip",
        "gz",
        "tar",
        None,
    ]


def test_archives_in_an_archive_are_opened_up_to_a_number_and_a_size(tmp_path: Path) -> None:
    inner = {f"{number}.zip": zipped({"a.log": IIS}) for number in range(6)}
    (tmp_path / "nest.zip").write_bytes(zipped({"deep.zip": zipped(inner)}))

    few = collect([tmp_path], limits=Limits(containers=4))
    small = collect([tmp_path], limits=Limits(ratio=1, ratio_from=len(IIS)))

    assert [unit.path for unit in few.units] == [f"nest.zip/deep.zip/{number}.zip/a.log" for number in range(4)]
    assert [one.path for one in few.not_read] == [f"nest.zip/deep.zip/{number}.zip" for number in (4, 5)]
    said = "more than 4 archives inside archives of one archive: not opened (an archive bomb? "
    said += "--limit containers=… raises it)"
    assert {one.reason for one in few.not_read} == {said}
    assert len(small.units) < 6
    assert "archive bomb" in small.not_read[-1].reason
