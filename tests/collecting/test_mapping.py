"""Mapping files: what can be said, and that everything wrong is told in one line with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.collecting.mapping import FileMap, read_mapping
from tocsin.model.errors import UsageError

GOOD = '- files: "*.csv"\n  format: csv\n'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text(text)
    return path


def test_an_entry_with_everything(tmp_path: Path) -> None:
    text = (
        '- files: "proxy/*.log"\n  format: csv\n  log: iis\n  name: Proxy\n  delimiter: "\\t"\n  quoted: false\n'
        '  header: [d, t, who]\n  empty: "-"\n  time: {column: [d, t], format: "%d.%m.%Y %H:%M", zone: Europe/Berlin}\n'
        "  host: {column: who}\n  rename: {who: c-ip}\n  set: {EventID: 1}\n- files: b\n  format: jsonl\n  host: WEB1\n"
    )
    first, second = read_mapping(written(tmp_path, text))

    assert (first.number, first.line, second.number, second.line) == (1, 1, 2, 13)
    assert first.entry is not None
    assert first.entry.id == "iis"
    assert "time from d and t (%d.%m.%Y %H:%M, Europe/Berlin); host from who; log iis; who as c-ip" in first.told()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("", ":1", "empty"),
        ("[]", "", "no entry"),
        ("files: x\n", ":1", "array"),
        (GOOD + "  colour: red\n", ":", "colour"),
        (GOOD + "  format: xml\n", ":3", "twice"),
        ('- files: "*.csv"\n  format: xml\n', ":2", "xml"),
        ('- files: "*.csv"\n', ":1", "format"),
        (GOOD + "  delimiter: ';;'\n", ":1", "one character"),
        (GOOD + GOOD + "  log: iiss\n", ":3", "no log 'iiss' (did you mean iis"),
        (GOOD + "  log: iis\n  logsource: {category: webserver}\n", ":1", "both given"),
        (GOOD + "  logsource: {category: nothing_of_the_kind}\n", ":1", "called so by rules"),
        (GOOD + "  time: {column: t, zone: Mars/Olympus}\n", ":1", "no time zone"),
        (GOOD + "  time: {column: t, format: soon}\n", ":1", "no form of time"),
        (GOOD + "  time: {column: []}\n", ":1", "names no column"),
        (GOOD + "  rename: {a: _time}\n", ":1", "cannot be the name"),
        (GOOD + "  rename: {a: x, b: x}\n", ":1", "two columns"),
        ("- files: x\n  format: jsonl\n  header: [a]\n", ":1", "for csv"),
        ("- files: ' '\n  format: csv\n", ":1", "empty"),
        ("- {files: x, format: csv\n", ":", "not YAML"),
    ],
)
def test_what_is_wrong_is_told_in_one_line_with_its_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(UsageError) as told:
        read_mapping(path)
    assert f"map.yaml{place}" in str(told.value)
    assert words in str(told.value)
    assert "\n" not in str(told.value)


def test_a_word_that_only_one_of_the_readers_of_yaml_takes_is_taken_or_told(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(GOOD + "  rename: {a: cs-uri-s?em}\n")
    try:
        (entry,) = read_mapping(path)
    except UsageError as error:
        assert "not YAML" in str(error)  # noqa: PT017 - it depends on how PyYAML was built
    else:
        assert entry.rename == {"a": "cs-uri-s?em"}


def test_globs_are_on_the_path_or_on_the_name() -> None:
    def takes(pattern: str, path: str) -> bool:
        return FileMap(files=pattern, format="csv").takes(path)

    assert takes("*.csv", "a/b/X.CSV")
    assert takes("proxy/*.csv", "case.zip/proxy/x.csv")
    assert takes("proxy/*.csv", "proxy/x.csv")
    assert not takes("proxy/*.csv", "other/x.csv")
    assert not takes("*.csv", "x.csv.gz")


def test_a_column_that_a_file_lacks_is_told(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "fw.csv").write_text("when,srcip,dstip\n2021-03-02T07:00:00Z,203.0.113.9,192.0.2.1\n")
    mapping = written(tmp_path, GOOD + "  rename: {src_ip: c-ip}\n")
    with pytest.raises(UsageError) as told:
        collect([logs], mapping=mapping)
    assert str(told.value) == f"{mapping}:1: fw.csv has no column 'src_ip' (it has 'srcip', 'dstip')"


def test_an_entry_that_fits_no_file_is_told(tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    (logs / "a.csv").write_text("t\n1\n")
    with pytest.raises(UsageError, match=r"map.yaml:3: no file of the evidence fits 'b\*.csv'"):
        collect([logs], mapping=written(tmp_path, GOOD + '- files: "b*.csv"\n  format: csv\n'))
    with pytest.raises(UsageError, match="cannot be read"):
        collect([logs], mapping=tmp_path / "nothing.yaml")
