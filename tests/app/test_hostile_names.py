"""A unit, a grid, a group or a member may be called anything: no sink does what its name says."""

import csv
import io
import logging
import re
from datetime import timedelta
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_whole_path import NINE, a_whole_bot
from whole import ROBOT

from bot.channels import markup
from bot.commands import export
from bot.commands.logs import Sentence
from bot.commands.terminal import say
from bot.serving import board_of
from bot.views.inert import inert
from bot.views.workbook import workbook
from bot.web.board import _html

NAMES = (
    "@所有人", "@all厂", "<@all>厂", "<@boss>厂", "[点我](http://evil.cn)", "![图](http://evil.cn/a.png)",
    '{"msgtype":"markdown"}', "厂]]></Content><Content>钱", "\x1b[31m红厂\x1b[0m", "倒\u202e厂\u202c过来",
    "零\u200b宽\ufeff厂", "=HYPERLINK(1)", "＝cmd厂", "+86厂", "<img src=x onerror=alert(1)>", "{{7*7}}%s厂",
    "'; drop table units;--", "# 标题厂", "> 引用厂", "`代码`厂", "**粗**厂", "<font color='warning'>厂</font>",
)  # fmt: skip
TEXTS = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from("@<>[]()*`=+-]\u202e\u200b\x1b所有人all{}%"), max_size=60
)
SINKS = {}


def sink(check):
    """Add a check to the list: it gets a hostile text and looks at what its sink makes of it."""
    SINKS[check.__name__] = check
    return check


@sink
def the_text_of_a_message(text):
    shown = markup.plain(text)
    assert "<" not in shown
    assert not re.search(r"@\s*(all|所有人)", shown, re.IGNORECASE)
    assert all(sign == "\n" or not markup._UNSEEN.match(sign) for sign in shown)


@sink
def the_markdown_of_a_message(text):
    assert not set("<>[]`*_#|\\!~") & set(markup.markdown(text))


@sink
def the_xml_of_an_answer(text):
    shown = markup.plain(text)
    root = ET.fromstring(f"<xml><Content>{markup.cdata(shown)}</Content></xml>")  # noqa: S314  # our own
    assert [child.tag for child in root] == ["Content"]
    assert (root[0].text or "") == shown


@sink
def a_name_inside_a_sentence(text):
    said = inert(text)
    assert not set("@<>[]`|*_{}\n\r\t\x1b\u202e\u200b") & set(said)


@sink
def the_list_of_mentions(text):
    for user in markup.mentionable([text]):
        assert not set("@|<> ") & {user[0]}
        assert user.lower() not in ("@all", "all people")


@sink
def a_cell_of_a_workbook(text):
    made = workbook("a.xlsx", "日报", ["名"], [[text]])
    sheet = openpyxl.load_workbook(io.BytesIO(made.content)).active
    assert sheet["A2"].data_type in ("s", "n", "inlineStr")
    assert sheet["A2"].data_type != "n" or sheet["A2"].value is None


@sink
def a_cell_of_a_csv_file(text):
    [[written]] = list(csv.reader(io.StringIO(export._csv("", "", [text], []).decode("utf-8-sig"), newline="")))
    assert written[:1] not in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")


@sink
def a_line_of_the_log(text):
    record = logging.LogRecord("x", logging.INFO, "x", 1, "request", (), None)
    record.where = text
    assert Sentence().format(record).isprintable()


@pytest.mark.parametrize("check", SINKS.values(), ids=SINKS)
@settings(max_examples=150, deadline=None)
@given(text=TEXTS | st.sampled_from(NAMES))
def test_a_hostile_text_is_inert_in(check, text):
    check(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_terminal_is_not_driven(name, capsys):
    say(name)
    shown = capsys.readouterr().out.rstrip("\n")
    assert not set("\x1b\u202e\u202c\x07\r") & set(shown)


class Tags(HTMLParser):
    """The tags of a page, and its attributes that run something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags, self.runs = set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.runs += [name for name, _ in attrs if name.startswith("on")]


@pytest.fixture
async def hostile(tmp_path, monkeypatch):
    """A district in which every unit, clerk, grid and group has such a name."""
    import whole as district

    real = district.a_district

    def renamed(folder, **more):
        config = real(folder, **more)
        for file in ("units", "members", "areas", "groups"):
            path = config.parent / "directory" / f"{file}.csv"
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
            if file == "groups":
                rows.append(["ent", "", "enterprise", "hook", "ent", "hook", "env:GRIDBOT_ROBOT", "grid-1"])
            for number, row in enumerate(rows[1:]):
                row[1] = NAMES[number % len(NAMES)].replace("\x1b", "") + str(number)
                if file == "units":
                    row[4] = f"电子{number}厂"
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows(rows)
            path.write_text(out.getvalue(), encoding="utf-8")
        return config

    monkeypatch.setattr("test_whole_path.a_district", renamed)
    async with a_whole_bot(tmp_path, monkeypatch) as made:
        yield made


async def test_a_district_of_hostile_names_wakes_nobody_and_formats_nothing(hostile, caplog):
    for number in range(0, 20, 2):
        await hostile.line.say(
            f"u{number}", f"日报 在岗{number + 10}人 备注：{NAMES[number % len(NAMES)]}".replace("\x1b", "")
        )
    await hostile.line.say("resident", "我要举报，1号网格建设路8号 [点我](http://evil.cn) @所有人 没有消毒")
    for asked in ("未报", "今天谁没报", "日报情况", "1号网格未报", "电子3厂报了吗", "帮助"):
        await hostile.line.say("duty", asked)
    while hostile.clock.now() < NINE + timedelta(hours=12):
        await hostile.app.ticker.run_due(hostile.clock.now())
        await hostile.app.sender.run_due(hostile.clock.now())
        hostile.clock.advance(timedelta(minutes=5))
    assert any("＠all厂" in text for text in hostile.platform.chat(f"robot:{ROBOT}"))
    for seen in hostile.platform.seen:
        assert "<" not in seen.text, seen
        assert not re.search(r"@\s*(all|所有人)", seen.text), seen
        assert not set("\x1b\u202e\u200e\ufeff") & set(seen.text.rstrip("\u200b\u200c")), seen
        assert not re.search(r"\[[^\]]*\]\(", seen.text), seen
        assert "@all" not in seen.mentions
    assert "evil" not in caplog.text


async def test_the_board_of_hostile_names_has_its_own_tags_alone(hostile):
    shown, at = await board_of(hostile.app, None)
    page = Tags()
    page.feed(_html(shown, at))
    assert page.runs == []
    assert not page.tags & {"img", "script", "font", "a"}
