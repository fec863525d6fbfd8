"""Whatever is typed: an outcome, no exception, figures with their words, time that grows no faster than the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging import DIRECTORY, FORM, context_of

from bot.reading.meaning import Chatter, OpenDraft, ReportMeaning
from bot.reading.reader import read

SENDERS = ("c03", "cds", "gw02", "gl02", "do1", "ad1", "r01")
DRAFT = OpenDraft("daily", "u-03", None, ("on_duty", "unit", "period"), {}, ("u-03", "u-04"))
LABELS = [label for field in FORM.fields for label in (field.label, *field.aliases[:6])]
NAMES = [name for unit in DIRECTORY.units[:12] for name in (unit.name, unit.short_name)]
SAID = (
    "128|0|无|没有|一百二|三十来|12 6|1,260|85%|1.2万|36.5℃|人|名|只|：|，|、|。|\n| |\t|/|（|）|【|】|「|」|"
    "- - - - -\n|其中|均|分别为|共|"
    "不对|应为|更正|同昨日|其余|昨天|今天|明天|2月26日|2.30|计划|约|不是|吗|？|例|#接龙\n|1.|①|"
    "@网格助手 |备注|是否复工|已复工|是|隔壁|发放|请各企业|撤回|的|有|-|～|+|🙏|\u200b|\ufeff|３|Ⅷ|½|²"
)
PIECES = st.sampled_from([*LABELS, *NAMES, "|", *SAID.split("|")])
WORDS = st.lists(PIECES, max_size=30).map("".join)
ANYTHING = st.text(max_size=120)


def check(text):
    for sender in SENDERS:
        for draft in (None, DRAFT):
            meaning = read(text, context_of(sender, draft=draft))
            if isinstance(meaning, ReportMeaning):
                for item in meaning.items:
                    for part in (*item.values, *item.problems):
                        assert 0 <= part.start <= part.end <= len(text)
                        assert text[part.start : part.end] == part.words
                    assert len({value.field for value in item.values}) == len(item.values)
                    assert not {value.field for value in item.values} & {p.field for p in item.problems}


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_words_of_reports_in_any_order_have_an_outcome(text):
    check(text)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_any_text_has_an_outcome(text):
    check(text)


@settings(max_examples=200, deadline=None)
@given(WORDS)
def test_a_figure_recorded_stands_in_its_words(text):
    meaning = read(text, context_of("c03"))
    if isinstance(meaning, ReportMeaning):
        for item in meaning.items:
            for value in item.values:
                if isinstance(value.value, int) and not isinstance(value.value, bool) and value.value > 0:
                    assert any(
                        ch.isdigit() or ch in "一二两三四五六七八九十百千万亿零〇廿卅壹贰叁肆伍陆柒捌玖拾佰仟幺俩仨"
                        for ch in value.words
                    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "\u200b",
        "\x00",
        "\ud800",
        "。",
        "@",
        "@网格助手",
        "「」",
        "（（（（",
        "））））",
        "：：：",
        "0",
    ],
)
def test_nothing_is_talk(text):
    assert isinstance(read(text, context_of("c03")), Chatter)


HARD = (
    "在岗12人，;：;1234567 ;一百二十三万;（其中;（在岗1）;第二棉纺;2月20日;在岗12人返岗13其中;在岗12\n;不对128，;"
    "百川在岗5人，;今日情况良好;@a ;「a」\n;- ;在岗 返岗\n1 2\n;无隔离、;在岗1吗;计划在岗5，;1.1在岗\n;1、在岗2;周一;"
    "【】;在岗、;12,;1-;在 岗 ;\u200b;a1;7;3 ;3\n;----\n;、咳嗽;到岗65，吗;在岗男80女48共128。;1,234，;第二棉纺128\n;"
    "第二棉纺在岗1人，百川铝业在岗2人，均无发热\n;第二棉纺、百川铝业在岗5人，"
).split(";")


@pytest.mark.parametrize("piece", HARD)
def test_time_grows_no_faster_than_the_text(piece):
    check_time(lambda length: (piece * (length // len(piece) + 1))[:length])


@pytest.mark.parametrize(
    ("sender", "begin", "piece", "end"),
    [
        ("do1", "更正：", " ", "\n"),  # blanks behind an order that names nobody
        ("c03", "在岗", "123,", "12"),  # groups of digits that at last are none
        ("gw02", "", "第二棉纺在岗1人，百川铝业在岗2人，", "均无发热"),
    ],
)
def test_time_grows_no_faster_whatever_stands_before_and_behind(sender, begin, piece, end):
    check_time(lambda length: begin + piece * (length // len(piece)) + end, sender)


def check_time(text_of, sender="c03"):
    spent = [min(_seconds(text_of(length), sender) for _ in range(3)) for length in (2_000, 16_000)]
    assert spent[1] < spent[0] * 8 * 3 + 0.05  # eight times the text; the rest is a busy machine


def _seconds(text, sender):
    begun = time.process_time()  # others on the machine do not count
    read(text, context_of(sender))
    return time.process_time() - begun
