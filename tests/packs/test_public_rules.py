"""Public rules for the same attack on the recorded run: which fire, and why the others do not."""

from __future__ import annotations

import tarfile
from collections import Counter
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.hunting.watch import recorded, watch

from tests.material import DATA, needs_data

RECORDING = DATA / "recordings" / "atomic" / "windows" / "persistence" / "host" / "proxylogon_ssrf_rce_poc.zip"
FIRING = {
    "win_exchange_proxylogon_oabvirtualdir",
    "win_exchange_set_oabvirtualdirectory_externalurl",
    "proc_creation_win_webshell_susp_process_spawned_from_webserver",
}
UNABLE = {"file_event_win_exchange_webshell_drop", "file_event_win_exchange_webshell_drop_suspicious"}
SILENT = {
    "file_event_win_webshell_creation_detect",
    "file_event_win_susp_exchange_aspx_write",
    "file_event_win_cve_2021_26858_msexchange",
    "proc_creation_win_apt_hafnium",
    "proc_creation_win_exploit_cve_2021_26857_msexchange",
    "proc_creation_win_webshell_chopper",
    "proc_creation_win_webshell_hacking",
    "proc_creation_win_webshell_recon_commands_and_processes",
    "proc_creation_win_webshell_tool_recon",
}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "packs" / "exchange-2021-public-rules.md"


@needs_data
def test_three_of_fourteen_public_rules_see_the_recorded_run_and_none_the_file(tmp_path: Path) -> None:
    wanted = FIRING | UNABLE | SILENT
    with tarfile.open(DATA / "sigma" / "sigma-rules.tar.gz") as archive:
        for member in archive:
            stream = archive.extractfile(member) if Path(member.name).stem in wanted else None
            if stream is not None:
                (tmp_path / Path(member.name).name).write_bytes(stream.read())
    rules = load_rules([tmp_path], packs=False)
    hits = hunt(collect([RECORDING]), rules, workers=1)
    stems = {card.info.id: Path(card.path).stem for card in rules.cards}
    fired = Counter(stems[hit.rule.id] for hit in hits)
    watched = {stems[one.rule.info.id]: one for one in watch(rules, recorded(hits.coverage))}

    assert set(watched) == wanted
    assert set(fired) == FIRING
    assert {stem for stem, one in watched.items() if one.why_not} == UNABLE
    assert all("CommandLine" in (watched[stem].why_not or "") for stem in UNABLE)


@pytest.mark.parametrize("stem", sorted(FIRING | UNABLE | SILENT))
def test_the_page_names_each_rule(stem: str) -> None:
    assert f"`{stem}`" in PAGE.read_text(encoding="utf-8")
