"""A preset is read whole or not at all; what is wrong is told with file, line, key and mend."""

from datetime import date

import pytest
from small_preset import FORM, PRESET, spoilt, troubles, write

from bot.errors import ConfigError
from bot.forms.load import load_preset, shipped

BAD_FORMS = [
    # a key that nobody knows, at every depth
    ('grace = "2h"', 'grase = "2h"', ["line 7, key grase: unknown key 'grase'; did you mean grace?"]),
    ('label = "返岗"', 'label = "返岗"\nalias = ["返"]',
     ["line 17, key fields.total.alias: unknown key 'alias'; did you mean aliases?"]),
    # something missing
    ('name = "日报"\n', "", ["name is missing; add a line name = ..."]),
    ('label = "返岗"\n', "", ["line 14, key fields.total: label is missing; add a line label = ..."]),
    # the wrong type
    ('due = "18:00"', "due = 18", ['line 6, key due: 18 is not a text; write it in quotes: "..."']),
    ("required = true", 'required = "perhaps"',
     ['line 18, key fields.total.required: "perhaps" is not yes or no; write true or false without quotes']),
    ("max = 500", 'max = "many"',
     ['line 24, key fields.local.max: "many" is not a whole number; write digits without quotes']),
    ('owed_by = ["enterprise"]', 'owed_by = "enterprise"',
     ['line 4, key owed_by: "enterprise" is not a list; write ["...", "..."]']),
    # a word that is none of the known ones
    ('kind = "text"', 'kind = "texts"',
     ['line 35, key fields.note.kind: "texts" is none of the known words; did you mean text?']),
    ('owed_by = ["enterprise"]', 'owed_by = ["firm"]',
     [('line 4, key owed_by.1: "firm" is none of the known words; '
      "known are area, checkpoint, community, "
      "enterprise, hotel, person, post, rental, school, shop, site, work_group")]),
    ('to = ["enterprise", "grid"]', 'to = ["enterprise", "gird"]',
     ['line 58, key ladder.overdue.to.2: "gird" is none of the known words; did you mean grid?']),
    # times
    ('due = "18:00"', 'due = "25:00"', ["line 6, key due: not a time of day: '25:00'; write 18:00"]),
    ('due = "18:00"', 'due = "07:00"',
     ["line 6, key due: due 07:00 is not after opens 08:00; let the form open earlier"]),
    ('grace = "2h"', 'grace = "two"', ["line 7, key grace: not a span of time: 'two'; write 30m, 2h or 7d"]),
    ('expires = "7d"', 'expires = "1h"',
     ["line 8, key expires: expires 1h is shorter than grace 2h; a report must be taken as long as the grace lasts"]),
    ('expires = "7d"', 'expires = "7d"\nstarts_on = 2020-03-05\nends_on = 2020-03-01',
     ["line 10, key ends_on: the form ends before it starts; it starts on 2020-03-05"]),
    # references
    ('part_of = "total"', 'part_of = "totals"',
     ['line 23, key fields.local.part_of: "totals" is no field of this form; did you mean total?']),
    ('digest_fields = ["total"]', 'digest_fields = ["totl"]',
     ['line 9, key digest_fields.1: "totl" is no field of this form; did you mean total?']),
    ('key = "local"', 'key = "total"',
     ['line 21, key fields.total.key: "total" is written twice; it also stands in line 15',
      'line 39, key identities.1.fields.1: "local" is no field of this form; did you mean total?']),
    ('part_of = "total"', 'part_of = "local"',
     ["line 23, key fields.local.part_of: a field cannot be part of itself; name the field whose breakdown it is"]),
    # words that stand for two things
    ('aliases = ["返厂"]', 'aliases = ["返厂", "本 地"]',
     ['line 22, key fields.local.label: "本地" already stands for 返岗 (line 17); let it stand for one field only']),
    ('aliases = ["返厂"]', 'aliases = ["返厂"]\nexcluded = ["返厂"]',
     ['line 17, key fields.total.aliases.1: "返厂" also stands in excluded; take it out of one of the two']),
    # kinds and what belongs to them
    ("max = 500", "max = -1", ["line 24, key fields.local.max: max -1 is below min 0"]),
    ('kind = "text"', 'kind = "choice"',
     ['line 32, key fields.note.choices: choices and kind do not fit together; write choices = ["...", "..."]']),
    ('field = "open" }', 'field = "total" }',
     ["line 11, key digest_rates.total.field: total is not answered by yes or no; a rate counts who says yes"]),
    ('digest_fields = ["total"]', 'digest_fields = ["note"]',
     ["line 9, key digest_fields.1: note is no number that could be added up"]),
    # identities
    ('"local <= total"', '"local <= "',
     ["line 38, key identities.1.expression: not an expression: 'local <= '; write it like total == local + other"]),
    ('"local <= total"', '"local + total"',
     [("line 38, key identities.1.expression: the expression compares nothing; "
      "write it like total == local + other")]),
    ('"local <= total"', '"local <= totl"',
     ['line 38, key identities.1.expression: "totl" is no field of this form; did you mean total?']),
    ('"local <= total"', '"local <= open"',
     ["line 38, key identities.1.expression: open is used but does not stand in fields; add it to fields"]),
    ('"local <= total"', '"__import__(\'os\') == local"',
     [("line 38, key identities.1.expression: only fields, numbers, + - * / %, comparisons, and, or, not may stand "
      "in \"__import__('os') == local\"; write it like total == local + other")]),
    ("大于返岗 {total}", "大于返岗 {totl}",
     ["line 41, key identities.1.message: {totl} does not stand in fields; did you mean total?"]),
    ("大于返岗 {total}", "大于返岗 {total",
     ["line 41, key identities.1.message: a curly bracket without its partner; write {field}"]),
    ("大于返岗 {total}", "大于返岗 {total!r}",
     ["line 41, key identities.1.message: {total!r} is no field and no sum of fields; write {field} or {one+other}"]),
    # the ladder
    ('at = "due-30m"', 'at = "due-soon"',
     ["line 49, key ladder.last.at: not a moment: 'due-soon'; write opens, due-2h or grace+10m"]),
    ('at = "due-30m"', 'at = "due+30m"',
     ['line 49, key ladder.last.at: a reminder after the deadline reminds of nothing; write "due-30m"',
      'line 52, key ladder.last.catch_up: until_due fits steps before the deadline only; write "2h"']),
    ('at = "due+10m"', 'at = "due-10m"',
     ['line 57, key ladder.overdue.at: nobody is overdue before the deadline (overdue); write "due+10m"']),
    ('catch_up = "until_due"', 'catch_up = "soon"',
     ["line 52, key ladder.last.catch_up: not a span of time: 'soon'; write 30m, 2h or 7d, or until_due"]),
    ('kind = "overdue"', 'kind = "criticism"',
     [("line 56, key ladder.overdue.kind: no clock posts a criticism list: a step may only draft one; "
      'write kind = "criticism_draft"')]),
    ('wording = "overdue"', 'wording = "angry"',
     ['wording.toml: the ladder says "angry", but there is no sentence "angry.head"; add a line "angry.head" = "..."']),
    # no TOML at all
    ('due = "18:00"', "due = 18:00", [("line 6, column 9: this is not TOML: expected newline or end of document "
                                      "after a statement; see the TOML syntax")]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), BAD_FORMS, ids=[f"{new[:40]!r}" for _, new, _ in BAD_FORMS])
def test_a_spoilt_form_names_line_key_and_mend(tmp_path, old, new, expected):
    found = troubles(write(tmp_path, form=spoilt(FORM, old, new)))
    assert [one.removeprefix("forms/daily.toml: ") for one in found] == expected


BAD_PRESETS = [
    ('title = "小区"\n', "", ["preset.toml: title is missing; add a line title = ..."]),
    ("words =", "word =", [
        "preset.toml: line 6, key categories.安全隐患: words is missing; add a line words = ...",
        "preset.toml: line 8, key categories.安全隐患.word: unknown key 'word'; did you mean words?"]),
    ("2020-05-09", "2020-05-01",
     [("preset.toml: line 4, key working_days.1: 2020-05-01 is a holiday and a working day; "
      "let it stand in one of the two")]),
    ("[2020-05-01]", '["soon"]',
     ['preset.toml: line 3, key holidays.1: "soon" is not a day; write it as 2020-03-05']),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), BAD_PRESETS)
def test_a_spoilt_preset_file_names_line_key_and_mend(tmp_path, old, new, expected):
    assert troubles(write(tmp_path, preset=spoilt(PRESET, old, new))) == expected


BAD_WORDINGS = [
    ('"reminder.hed" = "x"\n', [('wording.toml: line 1, key reminder.hed: unknown sentence "reminder.hed"; '
                               "did you mean reminder.head?")]),
    ('"reminder.head" = 3\n',
     ['wording.toml: line 1, key reminder.head: this is not a text; write it in quotes: "..."']),
    ('"reminder.head" = "{cuont}家"\n',
     [("wording.toml: line 1, key reminder.head: {cuont} is nothing that this sentence can tell; "
      "see the list at the top of wording.toml")]),
]  # fmt: skip


@pytest.mark.parametrize(("wording", "expected"), BAD_WORDINGS)
def test_a_spoilt_sentence_names_line_key_and_mend(tmp_path, wording, expected):
    assert troubles(write(tmp_path, wording=wording)) == expected


def test_the_small_preset_itself_is_right_and_both_ways_to_write_a_sentence_mean_the_same(tmp_path):
    preset = load_preset(str(write(tmp_path)))
    assert preset.wording == {"reminder.head": "还有{count}家", "overdue.head": "已于{due}截止"}
    assert preset.holidays == (date(2020, 5, 1),)
    assert [form.id for form in preset.forms] == ["daily"]


def test_a_district_may_say_a_step_in_a_sentence_of_its_own(tmp_path):
    form = spoilt(FORM, 'wording = "reminder"', 'wording = "gentle"')
    assert troubles(write(tmp_path, form=form, wording='"gentle.head" = "还差{count}家"\n')) == []


def test_all_problems_of_all_files_come_together(tmp_path):
    folder = write(
        tmp_path, preset=spoilt(PRESET, "title", "titel"), form=spoilt(FORM, 'grace = "2h"', "grace = 2"),
        wording='"no.such" = "x"\n', second="id = 7\n",
    )  # fmt: skip
    files = {line.partition(":")[0] for line in troubles(folder)}
    assert files == {"preset.toml", "forms/daily.toml", "forms/second.toml", "wording.toml"}


def test_two_forms_may_not_share_a_name(tmp_path):
    second = spoilt(FORM, 'id = "daily"\nname = "日报"', 'id = "other"\nname = "防控日报"').replace(
        '["防控日报"]', "[]"
    )
    [found] = troubles(write(tmp_path, second=second))
    assert found.startswith('forms/second.toml: line 2, key name: "防控日报" already stands for the form daily in ')


def test_a_file_under_a_wrong_name_is_not_passed_over(tmp_path):
    folder = write(tmp_path)
    (folder / "wordings.toml").write_text("", encoding="utf-8")
    assert troubles(folder) == ["wordings.toml: this file is not read; did you mean wording.toml?"]


def test_a_folder_without_forms_is_no_preset(tmp_path):
    folder = write(tmp_path)
    (folder / "forms" / "daily.toml").unlink()
    assert troubles(folder) == ["forms: there is no form; put a file such as daily.toml there"]


def test_text_in_another_encoding_is_named_by_its_line(tmp_path):
    folder = write(tmp_path)
    (folder / "wording.toml").write_bytes('"reminder.head" = "ok"\n"overdue.head" = "逾期"\n'.encode("gbk"))
    assert troubles(folder) == [
        "wording.toml: line 2: this is not UTF-8 text; save the file as UTF-8 (in Excel: CSV UTF-8)"
    ]


def test_a_preset_that_does_not_exist_names_the_nearest_that_does():
    with pytest.raises(ConfigError, match=r"did you mean heyuan-2020\?"):
        load_preset("heyuan2020")


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_preset_is_right(name):
    preset = load_preset(name)
    assert preset.name == name


def test_the_shipped_daily_form_is_the_contracts():
    form = load_preset("heyuan-2020").form("daily")
    assert [field.key for field in form.fields] == [
        "on_duty", "returned_total", "returned_local", "returned_nonlocal", "returned_out_of_province", "hubei_staff",
        "isolated", "abnormal_temp", "masks_stock", "resumed", "note",
    ]  # fmt: skip
    assert form.required == ("on_duty",)


@pytest.mark.parametrize(
    ("expression", "account", "trouble"),
    [
        ("total == before.totl", "", '"totl" is no field of this form'),
        ("total == before.note", "", "note is a text, nothing to calculate with"),
        ("total >= before.total", "账", "an account has two sides that are equal"),
        ("total == earlier.total", "", "only fields, numbers"),
    ],
)
def test_a_ledger_that_could_never_be_balanced_is_pointed_out(tmp_path, expression, account, trouble):
    form = FORM.replace('expression = "local <= total"', f'expression = "{expression}"\naccount = "{account}"')
    assert any(trouble in told for told in troubles(write(tmp_path, form=form)))


def test_only_one_form_is_the_main_one_and_it_stands_first(tmp_path):
    other = FORM.replace('"daily"', '"apart"').replace("日报", "周表").replace("防控周表", "另一张")
    write(tmp_path, form=FORM.replace('name = "日报"', 'name = "日报"\nmain = true'), apart=other)
    assert [form.id for form in load_preset(str(tmp_path)).forms] == ["daily", "apart"]
    write(tmp_path / "b", form=FORM.replace('name = "日报"', 'name = "日报"\nmain = true'),
          apart=other.replace('name = "周表"', 'name = "周表"\nmain = true'))  # fmt: skip
    assert any("is the main form already" in told for told in troubles(tmp_path / "b"))
