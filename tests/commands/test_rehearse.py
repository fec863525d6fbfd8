"""`gridbot rehearse`: the same log, the same bytes; to a file, to standard output, or as a table."""

import json

import pytest
from spoiling import log

TEXT = log((1, "u001", "在岗126人，口罩500"), (2, "u002", "在岗三十来人"), (3, "d001", "谁没报"))


@pytest.fixture
def chat(tmp_path):
    file = tmp_path / "chat.jsonl"
    file.write_text(TEXT, encoding="utf-8")
    return file


def test_the_transcript_has_one_outcome_a_message_and_every_post(gridbot, config, chat):
    chat.write_text(TEXT + '{"at":"2020-03-05T18:30:00+08:00","action":"advance"}\n', encoding="utf-8")
    done = gridbot("rehearse", "-c", config, chat)
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    outcomes = [(line["id"], line["kind"]) for line in lines if line["type"] == "outcome"]
    assert outcomes == [("m1", "report"), ("m2", "ask_back"), ("m3", "query")]
    assert {line["kind"] for line in lines if line["type"] == "post"} >= {"reply", "reminder", "overdue"}
    assert [line["at"] for line in lines] == sorted(line["at"] for line in lines)


def test_the_same_log_gives_the_same_bytes_wherever_they_go(gridbot, config, chat, tmp_path):
    out = tmp_path / "out.jsonl"
    done = gridbot("rehearse", "-c", config, chat, "-o", out)
    assert (done.code, done.out, done.err) == (0, "", "")
    assert gridbot("rehearse", "-c", config, chat).out == out.read_text(encoding="utf-8")
    assert gridbot("rehearse", "-c", config, chat, "-o", "-").out == out.read_text(encoding="utf-8")
    assert out.read_text(encoding="utf-8").startswith('{"type":"')


def test_the_districts_own_database_is_left_alone(gridbot, config, district, chat):
    gridbot("rehearse", "-c", config, chat)
    assert not list(district.glob("*.db*"))


def test_a_summary_alone_is_a_table_for_people(gridbot, config, chat):
    done = gridbot("rehearse", "-c", config, chat, "--summary")
    told = {line.split()[0]: line.split()[-1] for line in done.out.splitlines() if len(line.split()) > 1}
    assert done.code == 0
    assert told["消息：日报"] == "1"
    assert told["消息：追问"] == "1"
    assert told["消息合计"] == "3"
    assert told["追问原因：inexact_number"] == "1"
    assert "日报已报" in done.out
    assert "1/4＝25.0%" in done.out
    assert "{" not in done.out


def test_a_summary_beside_a_transcript_keeps_out_of_it(gridbot, config, chat, tmp_path):
    beside = gridbot("rehearse", "-c", config, chat, "--summary", "-o", tmp_path / "out.jsonl")
    assert "消息合计" in beside.out
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) > 3
    piped = gridbot("rehearse", "-c", config, chat, "--summary", "-o", "-")
    assert "消息合计" in piped.err
    assert all(line.startswith("{") for line in piped.out.splitlines())


def test_a_rehearsal_that_fails_leaves_an_old_transcript_as_it_was(gridbot, config, tmp_path):
    out, bad = tmp_path / "out.jsonl", tmp_path / "bad.jsonl"
    out.write_text("old\n", encoding="utf-8")
    bad.write_text(log((2, "u001", "在岗12人"), (1, "u001", "在岗13人")), encoding="utf-8")
    done = gridbot("rehearse", "-c", config, bad, "-o", out)
    assert (done.code, done.err) == (2, 'record 2: "at" goes back; the log must be in order of time\n')
    assert out.read_text(encoding="utf-8") == "old\n"
    assert sorted(path.name for path in tmp_path.glob("out*")) == ["out.jsonl"]


def test_an_empty_log_is_an_empty_transcript(gridbot, config, tmp_path):
    file = tmp_path / "empty.jsonl"
    file.write_text("", encoding="utf-8")
    done = gridbot("rehearse", "-c", config, file)
    assert (done.code, done.out, done.err) == (0, "", "")
