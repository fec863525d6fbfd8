"""What is said to a case is read; whatever people say all day besides it is left alone."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.files import read_directory
from bot.forms.load import load_preset
from bot.reading.case_order import CaseReader, read_case

CORPUS = Path(__file__).parents[1] / "corpus"
KINDS = load_preset("heyuan-2020").cases
ZONE = ZoneInfo("Asia/Shanghai")
NOON = datetime(2020, 2, 20, 12, tzinfo=ZONE)
DIRECTORY = read_directory(CORPUS / "directory")
READER = CaseReader(KINDS, DIRECTORY, DIRECTORY.member("do1"), NOON, ZONE)


def read(text, *, quoted=""):
    return read_case(text, READER, quoted=quoted)


@pytest.mark.parametrize("file", sorted(CORPUS.rglob("*.jsonl")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_no_report_question_or_tip_off_is_taken_for_an_order(file):
    directory = read_directory(file.parent / "directory")
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        sender = directory.member(told["sender"])
        reader = CaseReader(KINDS, directory, sender, datetime.fromisoformat(told["sent_at"]), ZONE)
        assert read_case(told["text"], reader) is None, told["id"]


@pytest.mark.parametrize(
    ("text", "action", "numbers"),
    [
        ("Z0012 到哪了", "show", ("Z0012",)),
        ("ｚ００１２到哪了？", "show", ("Z0012",)),
        ("@网格助手 整改单 12 怎么样了", "show", ("Z0012",)),
        ("请问Z0012", "show", ("Z0012",)),
        ("Z0012 完成 已清空", "move", ("Z0012",)),
        ("复查通过 Z0012", "move", ("Z0012",)),
        ("批准 F0001、F0002 和F0003", "move", ("F0001", "F0002", "F0003")),
        ("F0001,F0002 批准", "move", ("F0001", "F0002")),
        ("Z0012 备注 下午再来", "note", ("Z0012",)),
        ("Z0012 转给 张三", "hand", ("Z0012",)),
        ("合并 Z0012 到 Z0010", "join", ("Z0012", "Z0010")),
        ("Z0012、Z0010 重复", "join", ("Z0012", "Z0010")),
        ("Z0012 撤销合并 不是一回事", "part", ("Z0012",)),
        ("Z0012 撤销 开错", "move", ("Z0012",)),
        ("F0001 拟2月25日复工", "facts", ("F0001",)),
        ("Z0012 吃饭了没", "unclear", ("Z0012",)),
    ],
)
def test_a_number_names_the_case_wherever_it_stands(text, action, numbers):
    order = read(text)
    assert (order.action, order.numbers) == (action, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "T0012 到哪了",
        "E12 同意",
        "ABZ0012X",
        "车牌粤Z00123",
        "整改这件事大家抓紧",
        "今天整改了3家",
        "整改完成了吗",
        "单位名称",
        "3号网格",
    ],
)
def test_what_only_looks_like_one_is_none_or_names_no_case(text):
    order = read(text)
    assert order is None or (order.action == "open" and not order.units)


@pytest.mark.parametrize(
    ("text", "want", "kind", "state", "overdue", "area"),
    [
        ("我的待办", "todo", "", "", False, ""),
        ("有哪些要我办的", "todo", "", "", False, ""),
        ("超期的整改单", "list", "rectification", "", True, ""),
        ("超期的单子有哪些", "list", "", "", True, ""),
        ("整改单 3号网格", "list", "rectification", "", False, "grid-3"),
        ("3号网格还有哪些整改单没办结", "list", "rectification", "", False, "grid-3"),
        ("待复查的整改单", "list", "rectification", "done", False, ""),
        ("有多少整改单没办结", "count", "rectification", "", False, ""),
        ("整改单汇总", "sum", "rectification", "", False, ""),
        ("整改单到哪了", "list", "rectification", "", False, ""),
        ("我还差什么才能复工", "lacking", "resumption", "", False, ""),
        ("待审批的复工申请", "list", "resumption", "verified", False, ""),
        ("复工排队", "list", "resumption", "", False, ""),
    ],
)
def test_questions_without_a_number_are_taken_apart(text, want, kind, state, overdue, area):
    query = read(text).query
    assert (query.want, query.kind, query.state, query.overdue, query.area) == (want, kind, state, overdue, area)


@pytest.mark.parametrize(
    "text", ["整改", "整改要求", "整改单位名单报一下谁没戴口罩", "复工率", "待办事项交给小李了吧谢谢", "复工申请怎么写"]
)
def test_a_message_with_anything_else_in_it_is_no_question(text):
    order = read(text)
    assert order is None or order.action == "open"


def test_what_is_quoted_names_the_case_and_thanks_move_nothing():
    assert read("已整改 通道清空", quoted="已开整改单Z0001：某某").numbers == ("Z0001",)
    assert read("好的", quoted="已开整改单Z0001：某某") is None
    assert read("好的", quoted="整改单2张：Z0001、Z0002") is None


PIECES = st.sampled_from(
    "整改 单 完成 复查 通过 不 Z0001 F12 z-003 、 ， ： \n 到 合并 转给 备注 3天内 2月30日前 24:00 前 我 待办 超期 的 "
    "复工申请 拟 机制 √ 老总 2月12日 到岗 12号 3号网格 ？ 了 汇总 @网格助手 \u2005 🙂 ①".split(" ")
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=14))
def test_whatever_is_written_is_an_order_or_none_and_never_an_accident(pieces):
    order = read("".join(pieces), quoted="Z0007")
    if order is not None:
        assert all(number[0] in "ZF" and number[1:].isdigit() for number in order.numbers)
        assert order.query is not None or order.kind
