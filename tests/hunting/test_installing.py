"""Installing: what is right is used from then on, what is wrong is named and changes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tocsin.collecting import collect
from tocsin.hunting import hunt, load_rules
from tocsin.hunting.installing import PackFailsError, add, remove
from tocsin.knowledge.installed import installed
from tocsin.knowledge.packs import built_in, packs
from tocsin.model.errors import RuleError

from tests.hunting import small_pack
from tests.packs.found import EXCHANGE

OTHER = small_pack.RULE.replace("c01", "c02").replace("/door", "/window").replace("Asked for the door", "Window")


def snapshot(home: Path) -> dict[str, bytes]:
    return {str(one.relative_to(home)): one.read_bytes() for one in sorted(home.rglob("*")) if one.is_file()}


@pytest.mark.parametrize("kind", ["folder", "zip", "zip with a folder", "folder of packs"])
def test_a_pack_is_used_once_it_is_installed(kind: str, tmp_path: Path, rules_home: Path) -> None:
    folder = small_pack.write(tmp_path / "theirs" / "doors")
    given = {
        "folder": folder,
        "zip": small_pack.zipped(tmp_path / "a.zip", small_pack.FILES),
        "zip with a folder": small_pack.zipped(tmp_path / "b.zip", small_pack.FILES, below="doors-1.2/"),
        "folder of packs": folder.parent,
    }[kind]
    (added,) = add(given)
    shutil.rmtree(folder)
    hits = hunt(collect([rules_home / "doors" / "samples" / "door" / "positive.log"]), workers=1)

    assert (added.installed.kind, added.installed.name, added.installed.version) == ("pack", "doors", "1.2")
    assert (added.installed.licence, added.installed.rules) == ("LICENSE.txt: CC0 1.0 Universal", 1)
    assert [pack.id for pack in packs()] == [*(pack.id for pack in built_in()), "doors"]
    assert small_pack.ID in {hit.rule.id for hit in hits}
    assert "doors 1.2 (installed)" in hits.rules.sets
    assert f"{EXCHANGE.id} {EXCHANGE.version}" in hits.rules.sets
    assert len(added.installed.sha256) == 64


def test_a_collection_is_used_under_its_name(tmp_path: Path, rules_home: Path) -> None:
    texts = {"rules/a.yml": small_pack.RULE, "rules/b.yml": "title: no rule\n", "version.txt": "Release r2026-08-01\n"}
    (added,) = add(small_pack.zipped(tmp_path / "Their Rules.zip", texts))

    assert (added.installed.name, added.installed.kind, added.installed.version) == (
        "their-rules",
        "rules",
        "r2026-08-01",
    )
    assert (added.installed.rules, added.installed.unusable, added.installed.licence) == (1, 1, "CC0-1.0")
    assert [one.path for one in added.unusable] == ["Their Rules.zip/rules/b.yml"]
    loaded = load_rules()
    card = loaded.card(small_pack.ID)
    assert card is not None
    assert (card.path, card.author) == ("their-rules/rules/a.yml", "A. Doorkeeper")
    assert (rules_home / "their-rules" / "rules" / "a.yml").read_text() == small_pack.RULE
    assert load_rules(packs=False, paths=[tmp_path / "Their Rules.zip"]).sets == (str(tmp_path / "Their Rules.zip"),)


def test_a_single_rule_can_be_added(tmp_path: Path, rules_home: Path) -> None:
    (tmp_path / "door.yml").write_text(small_pack.RULE)
    (added,) = add(tmp_path / "door.yml")

    assert added.installed.name == "door"
    assert load_rules().card(small_pack.ID) is not None


def test_what_a_newer_one_changes_is_told(tmp_path: Path, rules_home: Path) -> None:
    add(small_pack.zipped(tmp_path / "a.zip", {"a.yml": small_pack.RULE, "b.yml": OTHER}), name="theirs")
    newer = {
        "a.yml": small_pack.RULE.replace("level: high", "level: low"),
        "c.yml": OTHER.replace("c02", "c03").replace("Window", "Gate"),
    }
    (added,) = add(small_pack.zipped(tmp_path / "b.zip", newer), name="theirs", version="2")

    assert added.before is not None
    assert [one.partition(" ")[2] for one in added.difference.added] == ["Gate"]
    assert [one.partition(" ")[2] for one in added.difference.removed] == ["Window"]
    assert [one.partition(" ")[2] for one in added.difference.changed] == ["Asked for the door"]
    assert [one.version for one in installed()] == ["2"]


def test_far_fewer_rules_than_before_are_refused(tmp_path: Path, rules_home: Path) -> None:
    add(small_pack.zipped(tmp_path / "a.zip", {"a.yml": small_pack.RULE, "b.yml": OTHER}), name="theirs")
    before = snapshot(rules_home)
    with pytest.raises(RuleError, match="only 1 of 1 rules"):
        add(small_pack.zipped(tmp_path / "b.zip", {"a.yml": small_pack.RULE}), name="theirs", least=0.9)
    with pytest.raises(RuleError, match="only 1 of 2 rules"):
        add(small_pack.zipped(tmp_path / "c.zip", {"a.yml": small_pack.RULE, "b.yml": "x: 1\n"}), least=0.9)

    assert snapshot(rules_home) == before


WRONG: tuple[tuple[str, dict[str, str | None], str, str], ...] = (
    ("no sample", {"samples_door_negative_log": None}, "samples/door", "no negative sample"),
    ("silent", {"samples_door_positive_log": small_pack.FILES["samples/door/negative.log"]}, "", "does not fire"),
    ("loud", {"samples_door_negative_log": small_pack.FILES["samples/door/positive.log"]}, "", "fires on its negative"),
    ("wrong log", {
        "steps_yaml": small_pack.FILES["steps.yaml"].replace("[iis]", "[windows-system]"),
        "logs_yaml": "logs: [{log: windows-system}]\n",
    }, "", "can never fire on windows-system"),
    ("unreachable", {"steps_yaml": small_pack.FILES["steps.yaml"].replace("{rule: door, stage: attempted}", "")},
     "steps.yaml:2", "can never be seen"),
    ("circle", {"steps_yaml": f"{small_pack.FILES['steps.yaml']}    after: [knocked]\n"}, "steps.yaml:2", "circle"),
    ("id of ours", {"pack_yaml": small_pack.FILES["pack.yaml"].replace("doors", EXCHANGE.id, 1)},
     "pack.yaml", "built-in"),
    ("rule id of ours", {"rules_door_yml": small_pack.RULE.replace(small_pack.ID, EXCHANGE.steps[0].rules[0].rule)},
     "rules/door.yml", f"of the pack '{EXCHANGE.id}'"),
)  # fmt: skip


@pytest.mark.parametrize(("changed", "where", "why"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_a_wrong_pack_is_named_and_not_used(
    changed: dict[str, str | None], where: str, why: str, packed: bool, tmp_path: Path, rules_home: Path
) -> None:
    folder = small_pack.write(tmp_path / "doors", **changed)
    given = folder
    if packed:
        given = small_pack.zipped(
            tmp_path / "p.zip", {str(f.relative_to(folder)): f.read_text() for f in folder.rglob("*") if f.is_file()}
        )
    with pytest.raises(RuleError) as caught:
        add(given)

    assert why in caught.value.message
    assert str(caught.value.where).startswith(f"{given}/{where}" if where else str(given))
    assert installed() == ()
    assert "doors" not in {pack.id for pack in packs()}


def test_what_fails_is_kept_with_the_reason(tmp_path: Path, rules_home: Path) -> None:
    folder = small_pack.write(tmp_path / "doors", samples_door_positive_log="hello\n")
    with pytest.raises(PackFailsError) as caught:
        add(folder)

    assert caught.value.pack.id == "doors"
    assert any("was not read" in why for trial in caught.value.trials for why in trial.wrong)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path, rules_home: Path) -> None:
    folder = small_pack.write(tmp_path / "doors")
    (tmp_path / "secret").write_text("secret")
    (folder / "README.txt").symlink_to(tmp_path / "secret")
    with pytest.raises(RuleError, match="leads out"):
        add(folder)

    assert not rules_home.exists()


def test_two_packs_of_one_id_are_refused(tmp_path: Path, rules_home: Path) -> None:
    small_pack.write(tmp_path / "all" / "one")
    small_pack.write(tmp_path / "all" / "two", rules_door_yml=OTHER.replace("/window", "/door"))
    with pytest.raises(RuleError, match="two packs have the id 'doors'"):
        add(tmp_path / "all")


def test_a_dry_run_changes_nothing(tmp_path: Path, rules_home: Path) -> None:
    (added,) = add(small_pack.write(tmp_path / "doors"), dry_run=True)

    assert added.installed.name == "doors"
    assert not rules_home.exists()


def test_what_is_removed_is_gone(tmp_path: Path, rules_home: Path) -> None:
    add(small_pack.write(tmp_path / "doors"))
    remove("doors")

    assert installed() == ()
    assert snapshot(rules_home) == {}
    with pytest.raises(RuleError, match="nothing is installed by the name 'doors'"):
        remove("doors")
    with pytest.raises(RuleError, match="nothing is installed"):
        remove("../doors")


def test_an_installed_pack_that_was_spoilt_says_what_to_do(tmp_path: Path, rules_home: Path) -> None:
    add(small_pack.write(tmp_path / "doors"))
    (rules_home / "doors" / "steps.yaml").write_text("steps: []\n")
    packs_module_cache_clear()
    with pytest.raises(RuleError) as caught:
        packs()

    assert "tocsin rules remove doors" in str(caught.value.hint)


def packs_module_cache_clear() -> None:
    from tocsin.knowledge import packs as module

    module._loaded.cache_clear()  # pyright: ignore[reportPrivateUsage]


@pytest.mark.parametrize("text", ["hello\n", "title: x\nlogsource: {a: b}\n"])
def test_what_holds_no_rule_is_refused(text: str, tmp_path: Path, rules_home: Path) -> None:
    (tmp_path / "a.yml").write_text(text)
    with pytest.raises(RuleError):
        add(tmp_path / "a.yml")
    with pytest.raises(RuleError, match="no such file"):
        add(tmp_path / "b.yml")

    assert not rules_home.exists()
