"""Tables sent in chat: asked for, filled in, sent back, and told of in one short receipt whatever their rows hold."""

import io

import pytest
from openpyxl import Workbook, load_workbook
from talking import TODAY, reading, reports, shown

from bot.messages import Attachment, Destination, Media
from bot.reading.meaning import Chatter

TALK = Chatter(addressed=True)


def book_of(attachment: Attachment) -> Workbook:
    return load_workbook(io.BytesIO(attachment.content))


def sheet_file(*rows: tuple[object, ...], name: str = "日报.xlsx") -> Media:
    """A table with the usual heads: unit, on duty, returned, local, not local."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (("单位", "在岗", "返岗", "本市籍", "非本市籍"), *rows):
        sheet.append(list(row))
    return saved(book, name)


def saved(book: Workbook, name: str = "日报.xlsx") -> Media:
    stream = io.BytesIO()
    book.save(stream)
    return Media("file", {"name": name}, stream.getvalue())


def csv_file(text: str, name: str = "日报.csv") -> Media:
    return Media("file", {"name": name}, text.encode())


# --- asking for one -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "模板",
        "报表模板",
        "发个模板",
        "要模板",
        "日报模板",
        "有没有填报模板？",
        "@网格助手 给我一份空表",
        "复工日报的模板发一下",
        "请问模板在哪里",
    ],
)
async def test_whoever_reports_gets_the_table_with_his_units_and_today(talk, text):
    answer = await talk.say("worker1", TALK, text=text)
    assert answer.outcome.kind == "query"
    assert answer.outcome.data == {"intent": "help", "form": "daily", "template": True}
    [file] = answer.replies[0].attachments
    assert file.name == "日报填报表0305.xlsx"
    rows = list(book_of(file).worksheets[0].iter_rows(min_row=3, max_col=4, values_only=True))
    assert [(row[0].date(), row[1], row[3]) for row in rows] == [
        (TODAY, unit, None) for unit in ("e1", "e2", "e3", "e4")
    ]


@pytest.mark.parametrize(
    "text", ["模板工20人", "脚手架模板到了", "模板已收到", "今天拆模板", "模板", "空表"], ids=lambda text: text
)
async def test_formwork_is_no_table(talk, text):
    answer = await talk.say("clerk1", TALK, text=text)
    assert (answer.outcome.data.get("template") is True) is (text in ("模板", "空表"))


async def test_in_a_group_it_is_sent_privately(talk):
    answer = await talk.say("clerk1", TALK, text="模板", group="ent")
    assert [(reply.text, reply.to, len(reply.attachments)) for reply in answer.replies] == [
        ("填报表已私信给您。", None, 0),
        (answer.replies[1].text, Destination(member="clerk1", channel="chat"), 1),
    ]


async def test_a_stranger_gets_no_table(talk):
    answer = await talk.say("stranger", TALK, text="模板")
    assert answer.outcome.data["code"] == "not_registered"
    assert not any(reply.attachments for reply in answer.replies)


# --- sending it back ----------------------------------------------------------------------------------


async def test_the_template_filled_in_is_a_report_for_every_row_with_figures(talk):
    asked = await talk.say("worker1", TALK, text="模板")
    book = book_of(asked.replies[0].attachments[0])
    sheet = book.worksheets[0]
    sheet["D3"], sheet["D4"], sheet["E4"] = 126, "三十", 31
    answer = await talk.say("worker1", TALK, media=(saved(book),))
    assert answer.outcome.kind == "report"
    assert [(r["unit"], r["values"]) for r in answer.outcome.data["reports"]] == [
        ("e1", {"on_duty": 126}),
        ("e2", {"on_duty": 30, "returned_total": 31}),
    ]
    assert shown(answer) == "“日报.xlsx”2行已全部登记，3月5日日报。\n合计：在岗人数 156、累计返岗 31（1家）"
    assert (await talk.head("e1")).values == {"on_duty": 126}
    assert await talk.head("e3") is None


async def test_what_is_unclear_is_listed_by_cell_and_only_the_rest_is_stored(talk):
    table = sheet_file(
        ("中光电", 126, None, None, None),
        ("九明制药", "三十来人", 40, None, None),
        ("华信电子", 5, 10, 5, 4),
        ("没听说过的公司", 5, None, None, None),
        ("滨江壹号", 5, None, None, None),
    )
    answer = await talk.say("worker1", TALK, media=(table,))
    assert answer.outcome.kind == "ask_back"
    assert [(p["cell"], p["code"], p["field"]) for p in answer.outcome.data["problems"] if "cell" in p] == [
        ("B3", "inexact_number", "on_duty"), ("A5", "unit_missing", None), ("A6", "unit_not_yours", None),
    ]  # fmt: skip
    assert shown(answer).splitlines() == [
        "“日报.xlsx”共5行，已登记1行，3月5日日报；下面4行没有登记：",
        "B3 在岗人数：“三十来人”不是准确数字",
        "第4行 华信电子：本市籍 5 加非本市籍 4 等于 9，与累计返岗 10 不符",
        "A5：没找到“没听说过的公司”这家单位，请写全称",
        "A6：“滨江壹号”不在您负责的单位里",
        "改好后把文件再发一次就行，已登记的不会重复计。",
    ]
    assert [await talk.head(unit) for unit in ("e2", "e3", "s1")] == [None] * 3


async def test_many_rows_leave_no_draft_that_a_short_answer_could_complete_by_mistake(talk):
    await talk.say("worker1", TALK, media=(sheet_file(("中光电", "约126"), ("九明制药", "约30")),))
    assert await talk.drafts("worker1") == ()


async def test_a_single_row_goes_on_like_any_message(talk):
    answer = await talk.say("clerk1", TALK, media=(csv_file("在岗,返岗\n约126,131\n"),))
    assert shown(answer).splitlines() == [
        "“日报.csv”共1行，都没有登记：",
        "A2 在岗人数：“约126”不是准确数字",
        "改好后把文件再发一次，或直接回复，例如：在岗 126",
    ]
    completed = await talk.say("clerk1", reports(reading("e1", on_duty=126), kind="answer"), text="126")
    assert completed.outcome.data["reports"][0]["stored"] == {"on_duty": 126, "returned_total": 131}


async def test_a_single_row_has_the_receipt_of_a_message(talk):
    answer = await talk.say("clerk1", TALK, media=(csv_file("在岗,返岗,心情\n126,131,好\n"),))
    assert shown(answer) == "已收到，中光电 3月5日日报，按时。\n在岗人数 126、累计返岗 131\n“心情”不在表内，没有登记。"


async def test_at_most_ten_doubts_are_shown_and_the_rest_is_counted(talk):
    rows = [("中光电", f"约{number}") for number in range(14)]
    lines = shown(await talk.say("worker1", TALK, media=(sheet_file(*rows),))).splitlines()
    assert lines[0] == "“日报.xlsx”共14行，都没有登记："
    assert (len(lines), lines[-2]) == (13, "……另有4处，改好再发会接着列出。")


async def test_days_that_may_not_be_reported_are_refused_by_row(talk):
    answer = await talk.say("clerk1", TALK, media=(csv_file("日期,在岗\n2020-03-09,1\n2020-01-01,2\n2020-03-04,3\n"),))
    assert [(r["period"], r["values"]) for r in answer.outcome.data["reports"]] == [("2020-03-04", {"on_duty": 3})]
    assert "第2行 中光电：3月9日还没到" in shown(answer)
    assert "第3行 中光电：1月1日的日报已经封存" in shown(answer)


async def test_what_is_missing_or_odd_is_told_with_its_units(talk):
    await talk.say("worker1", reports(reading("e1", on_duty=126, period=TODAY.replace(day=4))))
    answer = await talk.say("worker1", TALK, media=(sheet_file(("中光电", 400), ("九明制药", None, 5)),))
    assert "还差在岗人数，补上才算报完：九明制药" in shown(answer)
    assert "请核对：中光电 在岗人数 400，上次是126，多了274" in shown(answer)


async def test_sending_the_same_table_again_counts_nobody_twice(talk):
    table = sheet_file(("中光电", 126), ("九明制药", 30))
    await talk.say("worker1", TALK, media=(table,))
    again = await talk.say("worker1", TALK, media=(table,))
    assert [r["revision"] for r in again.outcome.data["reports"]] == [2, 2]
    async with talk.store.unit_of_work() as uow:
        assert len((await uow.reports.heads_between("daily", TODAY, TODAY))[TODAY]) == 2


async def test_words_beside_the_file_are_not_passed_over_in_silence(talk):
    answer = await talk.say(
        "clerk1", reports(reading("e1", on_duty=9)), text="在岗9", media=(csv_file("在岗,返岗\n126,131\n"),)
    )
    assert (await talk.head("e1")).values["on_duty"] == 126
    assert "这条消息里的文字没有登记，请另发一条。" in shown(answer)


# --- files that are not taken -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "code", "told"),
    [
        (sheet_file(("中光电", "=1+1")), "file_formulas", "里有公式（B2）"),
        (Media("file", {"name": "x.xlsx"}, b"x" * 3_000_000), "file_too_big", "太大了（最多2 MB）"),
        (Media("file", {"name": "x.xls"}, b"\xd0\xcf\x11\xe0" + bytes(600)), "file_old_kind", "请另存为 .xlsx 再发"),
        (csv_file("姓名,电话\n赵一,1\n"), "file_wrong_template", "发“模板”我给您一张填报表"),
    ],
)
async def test_a_bad_file_gets_one_clear_line_and_stores_nothing(talk, file, code, told):
    answer = await talk.say("clerk1", TALK, media=(file,))
    assert (answer.outcome.kind, answer.outcome.data["code"]) == ("refused", code)
    assert told in shown(answer)
    assert "\n" not in shown(answer)
    assert await talk.head("e1") is None


async def test_two_tables_at_once_are_not_guessed_between(talk):
    file = csv_file("在岗,返岗\n1,2\n")
    answer = await talk.say("clerk1", TALK, media=(file, file))
    assert answer.outcome.data["code"] == "several_files"


async def test_in_a_group_somebody_elses_table_is_no_business_of_the_bot(talk):
    for name, text in (("会议名单.csv", "姓名,电话\n赵一,1\n"), ("合同.xlsx", "x")):
        answer = await talk.say("clerk1", TALK, media=(csv_file(text, name),), group="ent")
        assert (answer.outcome.kind, answer.replies) == ("chatter", ())
    named = await talk.say("clerk1", TALK, media=(csv_file("x", "日报.xlsx"),), group="ent")
    assert named.outcome.kind == "refused"
    ours = await talk.say("clerk1", TALK, media=(csv_file("在岗,返岗\n126,131\n", "表1.csv"),), group="ent")
    assert ours.outcome.kind == "report"


@pytest.mark.parametrize(("who", "code"), [("stranger", "not_registered"), ("boss", "role"), ("nobody", "no_unit")])
async def test_who_may_not_report_may_not_by_a_file_either(talk, who, code):
    answer = await talk.say(who, TALK, media=(csv_file("单位,在岗\n中光电,126\n"),))
    assert (answer.outcome.kind, answer.outcome.data["code"]) == ("refused", code)
    assert await talk.head("e1") is None


async def test_a_file_without_its_bytes_or_of_another_kind_is_answered_as_before(talk):
    for media in (Media("file", {"name": "日报.xlsx"}), Media("file", {"name": "合同.docx"}, b"PK\x03\x04x")):
        answer = await talk.say("clerk1", TALK, media=(media,))
        assert answer.outcome.kind == "chatter"
        talk.now = talk.now.replace(hour=talk.now.hour + 1)


async def test_a_table_that_is_only_quoted_was_dealt_with_when_it_came(talk):
    file = csv_file("在岗,返岗\n126,131\n")
    quoted = Media("file", {**file.detail, "quoted": True}, file.content)
    assert (await talk.say("clerk1", TALK, text="收到", media=(quoted,))).outcome.kind == "chatter"
    assert await talk.head("e1") is None


async def test_heads_and_names_that_nobody_knows_are_counted_so_that_they_can_be_taught(talk):
    text = "单位,在岗,护目镜存量（副）,2020年\n中光电,126,5,1\n宏图百货,3,1,1\n"
    await talk.say("worker1", TALK, text="", media=(csv_file(text),))
    async with talk.store.unit_of_work() as uow:
        seen = await uow.words.seen(TODAY, TODAY)
    assert {(one.kind, one.word) for one in seen} == {("label", "护目镜存量"), ("unit", "宏图百货")}
