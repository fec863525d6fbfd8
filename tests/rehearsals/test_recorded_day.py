"""The preset's recorded day, played by the real bot: every outcome as meant, every total the article's."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from heyuan.day import compose  # noqa: E402  # the script's folder is no installed package

DAY = "2020-03-05"
PRESET = ROOT / "bot" / "presets" / "heyuan-2020"


@pytest.fixture(scope="module")
def day():
    return compose()


@pytest.fixture(scope="module")
def transcript(tmp_path_factory):
    """The whole command, as a district would run it."""
    folder = tmp_path_factory.mktemp("day")
    config = folder / "config.toml"
    config.write_text(
        f'[bot]\nname = "网格助手"\ntimezone = "Asia/Shanghai"\n[store]\nurl = "sqlite:///{folder / "day.db"}"\n'
        f'[directory]\npath = "{PRESET / "directory"}"\n[preset]\nname = "heyuan-2020"\n'
        '[channels.chat]\nkind = "web_chat"\n',
        encoding="utf-8",
    )
    out = folder / "out.jsonl"
    command = [sys.executable, "-m", "bot", "rehearse", "-c", config, PRESET / "day.jsonl", "-o", out]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def outcomes(transcript):
    return {line["id"]: line for line in transcript if line["type"] == "outcome"}


def _stated(outcome):
    return {(r["unit"], r["period"]): r["values"] for r in outcome["data"].get("reports", [])}


def test_every_message_becomes_what_its_writer_meant(day, outcomes):
    wrong = []
    for number, line in enumerate(day.lines, start=1):
        found, want = outcomes[f"m{number:04d}"], line.want
        kinds = {"report", "correction"} if want.kind == "report" else {want.kind}
        same = found["kind"] in kinds  # a clerk who mends what was asked back speaks of correcting
        if same and want.reports:
            same = _stated(found) == {(unit, want.period): values for unit, values in want.reports.items()}
        if same and want.intent:
            same = found["data"]["intent"] == want.intent
        if not same:
            data = json.dumps(found["data"], ensure_ascii=False)
            wrong.append(f"{line.text!r}\n   meant {want}\n   found {found['kind']} {data}")
    assert not wrong, f"{len(wrong)} of {len(day.lines)}:\n" + "\n".join(wrong)


def test_the_stored_reports_add_up_to_the_articles_totals(day, outcomes):
    stored = {}
    for number, _ in enumerate(day.lines, start=1):
        for entry in outcomes[f"m{number:04d}"]["data"].get("reports", []):
            if outcomes[f"m{number:04d}"]["kind"] in ("report", "correction") and entry["period"] == DAY:
                stored[entry["unit"]] = entry["stored"]
    enterprises = {unit.id: unit for unit in day.district.of_kind("enterprise")}
    working = {unit: values for unit, values in stored.items() if unit in enterprises and values.get("resumed")}
    keys = ("returned_total", "returned_local", "returned_nonlocal", "returned_out_of_province")
    assert {key: sum(values[key] for values in working.values()) for key in keys} == {
        "returned_total": 37873, "returned_local": 23730, "returned_nonlocal": 14143, "returned_out_of_province": 8674,
    }  # fmt: skip
    assert len(working) == 256
    assert sum(enterprises[unit].above_scale for unit in working) == 102


def test_the_evenings_answers_say_the_articles_rates(day, transcript):
    said = {
        line["in_reply_to"]: line["text"] for line in transcript if line["type"] == "post" and "in_reply_to" in line
    }
    asked = {line.text: f"m{number:04d}" for number, line in enumerate(day.lines, start=1) if line.at > "20:30:00"}
    assert "102/105" in said[asked["规上企业复工率"]].replace(" ", "")
    assert "97.1%" in said[asked["规上企业复工率"]].replace(" ", "")
    assert "37873" in said[asked["全区企业汇总"]].replace(",", "")


def test_chatter_and_tips_are_never_answered_in_a_group(day, transcript):
    quiet = {
        f"m{number:04d}" for number, line in enumerate(day.lines, start=1)
        if line.want.kind == "chatter" and line.group is not None
    }  # fmt: skip
    assert not [line for line in transcript if line["type"] == "post" and line.get("in_reply_to") in quiet]
    told = [line.text for line in day.lines if line.want.kind == "tipoff"]
    shown = "\n".join(line["text"] for line in transcript if line["type"] == "post" and "group" in line["to"])
    assert not [text for text in told if text in shown]


def test_the_published_list_names_the_silent_and_nobody_who_mended_it_or_was_struck(day, transcript):
    texts = [line["text"] for line in transcript if line["type"] == "post" and line["kind"] == "criticism"]
    assert texts
    published = "\n".join(texts)
    missing = [unit for unit in day.district.units if unit.id in day.silent and unit is not day.struck]
    assert [unit.short for unit in missing if unit.short not in published] == []
    assert day.struck.short not in published
    assert day.mended.short not in published
