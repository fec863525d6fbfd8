"""`gridbot parse` tells what would become of a message and stores nothing; 0 whatever that is."""

import json

import pytest
from spoiling import log, spoil

AT = ("--at", "2020-03-05T09:00:00+08:00")


def outcome(done):
    assert (done.code, done.err) == (0, "")
    [line] = done.out.splitlines()
    return json.loads(line)


def test_json_is_one_outcome_in_the_contracts_shape(gridbot, config):
    found = outcome(gridbot("parse", "-c", config, "--sender", "u001", *AT, "--json", "在岗126人，口罩500"))
    [report] = found.pop("data")["reports"]
    assert found == {"type": "outcome", "id": "m1", "at": "2020-03-05T09:00:00+08:00", "kind": "report"}
    assert report["unit"] == "unit-001"
    assert report["values"] == {"on_duty": 126, "masks_stock": 500}
    assert (report["period"], report["status"], report["revision"]) == ("2020-03-05", "on_time", 1)


def test_nothing_is_stored_and_no_database_is_made(gridbot, config, district):
    before = sorted(district.rglob("*"))
    gridbot("parse", "-c", config, "--sender", "u001", *AT, "在岗126人")
    gridbot("parse", "-c", config, "--sender", "u001", *AT, "--json", "在岗126人")
    assert sorted(district.rglob("*")) == before


def test_a_group_changes_who_is_spoken_to(gridbot, config):
    parts = ("parse", "-c", config, "--sender", "g001", *AT, "--json")
    assert outcome(gridbot(*parts, "大家早上好"))["kind"] == "chatter"
    assert outcome(gridbot(*parts, "--group", "grid-1", "大家早上好"))["kind"] == "chatter"
    assert outcome(gridbot(*parts, "谁没报"))["kind"] == "query"


@pytest.mark.parametrize("text", ["", " ", "\x00\x1b[31m", "在岗" * 3000, "1" * 5000, "{}[]<>\n\n\t"])
def test_any_text_has_an_outcome_and_exit_code_0(gridbot, config, text):
    assert outcome(gridbot("parse", "-c", config, "--sender", "u001", *AT, "--json", text))["type"] == "outcome"
    plain = gridbot("parse", "-c", config, "--sender", "u001", *AT, text)
    assert (plain.code, plain.err) == (0, "")
    assert "\x1b" not in plain.out
    assert "\x00" not in plain.out


def test_people_see_the_values_under_their_words_and_every_problem_with_its_place(gridbot, config):
    done = gridbot("parse", "-c", config, "--sender", "u001", *AT, "今日在岗三十来人，返岗417，口罩1.2万")
    lines = done.out.splitlines()
    assert lines[0] == "追问（ask_back）"
    assert lines[1] == "  今日在岗三十来人，返岗417，口罩1.2万"
    assert "口罩库存 12000" in done.out
    assert "累计返岗 417" in done.out
    [problem] = [line for line in lines if line.startswith("✗")]
    assert problem.startswith("✗ 在岗人数：“")
    assert problem.endswith("数字不确切 inexact_number")
    assert "（第" in problem


WATCH = """\
id = "watch"
name = "值守日报"
keywords = ["值守"]
owed_by = ["enterprise"]
due = "17:00"

[[fields]]
key = "on_watch"
label = "值守人数"
units = ["人"]
required = true
"""


def test_people_see_the_words_of_the_form_that_the_message_is_about(gridbot, config, district):
    (district / "preset" / "forms" / "watch.toml").write_text(WATCH, encoding="utf-8")
    done = gridbot("parse", "-c", config, "--sender", "u001", *AT, "值守人数5人")
    assert (done.code, done.err) == (0, "")
    assert "值守人数 5" in done.out
    assert "3月5日值守日报" in done.out


def test_people_see_why_a_stranger_is_refused(gridbot, config):
    done = gridbot("parse", "-c", config, "--sender", "u001", *AT, "远大包装在岗12人")
    assert done.code == 0
    assert "unit_not_yours" in done.out


def test_a_batch_reads_each_record_on_its_own(gridbot, config, tmp_path):
    file = tmp_path / "chat.jsonl"
    text = log((1, "u001", "在岗12人"), (2, "u001", "在岗13人"), (3, "u002", "在岗三十来人"), (4, "u002", "32"))
    file.write_text(text + '{"at":"2020-03-05T10:00:00+08:00","action":"advance"}\n', encoding="utf-8")
    done = gridbot("parse", "-c", config, "--batch", file)
    found = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    assert [line["id"] for line in found] == ["m1", "m2", "m3", "m4"]
    assert [line["at"] for line in found] == [f"2020-03-05T09:00:0{at}+08:00" for at in (1, 2, 3, 4)]
    assert [line["kind"] for line in found[:3]] == ["report", "report", "ask_back"]
    assert [line["data"]["reports"][0]["revision"] for line in found[:2]] == [1, 1], "no report was before it"
    assert found[3]["kind"] != "report", "no draft was before it"


def test_a_batch_gives_the_same_bytes_twice(gridbot, config, tmp_path):
    file = tmp_path / "chat.jsonl"
    file.write_text(log((1, "u001", "在岗12人"), (2, "x", "有人偷排污水，在滨江路8号")), encoding="utf-8")
    first, second = (gridbot("parse", "-c", config, "--batch", file) for _ in range(2))
    assert first == second
    assert first.out


def test_a_time_without_an_offset_is_the_districts(gridbot, config):
    at = ("--at", "2020-03-05T23:30:00")
    found = outcome(gridbot("parse", "-c", config, "--sender", "u001", *at, "--json", "在岗12人"))
    assert found["at"] == "2020-03-05T23:30:00+08:00"
    assert found["data"]["reports"][0]["status"] == "late"


def test_an_imported_directory_is_used_when_no_file_is_named(gridbot, config, district):
    spoil(config, "[directory]\npath = ", "[directory]\n# path = ")
    parts = ("parse", "-c", config, "--sender", "u001", *AT, "--json", "在岗12人")
    missing = gridbot(*parts)
    assert (missing.code, missing.err) == (
        2, f"{config}: there is no directory yet; write [directory] path, or load one with gridbot import\n",
    )  # fmt: skip
    gridbot("import", "-c", config, district / "directory", "--yes")
    assert outcome(gridbot(*parts))["kind"] == "report"
