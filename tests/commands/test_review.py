"""`gridbot review` tells what nobody understood lately, and parse reads with what was taught."""

import asyncio
import json
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.config import load_settings
from bot.store.records import LearnedWord, UnheardWord
from bot.store.store import Store


@pytest.fixture
def imported(gridbot, config, district):
    """The starter district in its database."""
    assert gridbot("import", "-c", config, district / "directory", "--yes").code == 0
    return config


def change(config, *, heard=(), learned=()):
    """Words heard so many days ago, and words taught."""
    settings = load_settings(config)
    now = SystemClock().now()
    today = now.astimezone(settings.zone).date()

    async def work():
        store = Store(settings.store_url)
        await store.open()
        try:
            async with store.unit_of_work() as uow:
                for kind, word, times, days in heard:
                    for _ in range(times):
                        day = today - timedelta(days)
                        uow.words.heard(UnheardWord("daily", kind, word, "", day, now - timedelta(days)))
                for form, word, target in learned:
                    await uow.words.learn(LearnedWord(form, word, target, "duty", now))
                await uow.commit()
        finally:
            await store.close()

    asyncio.run(work())


def test_the_table_has_every_word_with_what_it_is_like_and_its_line(gridbot, imported):
    change(imported, heard=[("label", "到工", 3, 0), ("unit", "第一电子厂区", 1, 2), ("label", "护目镜", 9, 1)])
    done = gridbot("review", "-c", imported)
    assert (done.code, done.err) == (0, "")
    rows = [line.split() for line in done.out.splitlines() if "加别名" in line]
    assert [row[0] for row in rows] == ["到工", "第一电子厂区", "护目镜"]
    assert rows[0][1:3] == ["项目", "3"]
    assert rows[0][-4:] == ["加别名", "到工", "=", "在岗人数"]
    assert rows[0][-5] == "在岗人数"
    assert rows[2][-1] == "（写项目名）"
    assert "私信" in done.out


def test_a_line_is_never_cut_however_narrow_the_terminal(gridbot, imported, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    name = "示范区第一电子有限公司东区分厂"
    change(imported, heard=[("unit", name, 1, 0)])
    assert f"加别名 {name} = " in gridbot("review", "-c", imported).out


@pytest.mark.parametrize(("days", "times"), [("1", 1), ("3", 3), ("31", 7)])
def test_so_many_days_are_counted_today_included(gridbot, imported, days, times):
    change(imported, heard=[("label", "到工", 1, 0), ("label", "到工", 2, 2), ("label", "到工", 4, 30)])
    [row] = [
        line.split() for line in gridbot("review", "-c", imported, "--days", days).out.splitlines() if " = " in line
    ]
    assert row[2] == str(times)


def test_what_was_taught_meanwhile_is_not_told(gridbot, imported):
    change(imported, heard=[("label", "到工", 3, 0)], learned=[("daily", "到工", "on_duty")])
    done = gridbot("review", "-c", imported)
    assert (done.code, done.out, done.err) == (0, "近30天没有没看懂的词。\n", "")


@pytest.mark.parametrize("days", ["0", "-1", "many", "367", "１"])
def test_a_number_of_days_that_is_none_is_one_line(gridbot, imported, days):
    done = gridbot("review", "-c", imported, "--days", days)
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 1
    assert "write 1 to 366" in done.err


def test_before_anything_was_heard_it_says_so(gridbot, config, district):
    done = gridbot("review", "-c", config)
    assert (done.code, done.err) == (2, f"{config}: the database does not exist yet; nobody was heard so far\n")
    assert not (district / "gridbot.db").exists()
    (district / "gridbot.db").write_bytes(b"")
    assert "gridbot db upgrade" in gridbot("review", "-c", config).err


def test_parse_reads_with_what_was_taught_and_leaves_the_database_alone(gridbot, imported):
    def parsed(text):
        return json.loads(gridbot("parse", "-c", imported, "--sender", "u001", "--json", text).out)

    assert parsed("到工126")["kind"] == "chatter"
    change(imported, learned=[("daily", "到工", "on_duty"), ("", "东头那家", "unit-001")])
    assert parsed("到工126")["data"]["reports"][0]["values"] == {"on_duty": 126}
    assert parsed("东头那家 到工126")["data"]["reports"][0]["unit"] == "unit-001"
    parsed("在岗126，出工3")
    assert "出工" not in gridbot("review", "-c", imported).out
