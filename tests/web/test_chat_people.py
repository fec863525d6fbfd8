"""What the page knows of people and groups: who is in which, what he is called, what he might say."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from chat_stage import DISTRICT, group

import bot
from bot.directory.model import Directory, Member
from bot.forms.definition import FormDef
from bot.web.chat_people import People


@pytest.fixture(scope="module")
def form() -> FormDef:
    file = Path(bot.__file__).parent / "presets/heyuan-2020/forms/daily.toml"
    return FormDef.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))


def people(directory: Directory = DISTRICT, form: FormDef | None = None) -> People:
    return People(directory, "page", "网格助手", form)


def member(user_id: str):
    return next(member for member in people().page["members"] if member["id"] == user_id)


@pytest.mark.parametrize(
    ("user_id", "groups"),
    [
        ("clerk1", ["ent", "grid1", "far"]),
        ("site1", ["grid2"]),
        ("head1", ["grid1"]),
        ("neighbour", ["pub"]),
        ("duty", ["ent", "grid1", "grid2", "cmd", "pub", "far"]),
        ("stranger", ["pub"]),
    ],
)
def test_a_member_is_in_the_groups_that_cover_what_he_works_for(user_id, groups):
    assert member(user_id)["groups"] == groups


def test_a_group_counts_its_people():
    assert {g["id"]: g["count"] for g in people().page["groups"]} == {
        "ent": 3, "grid1": 3, "grid2": 3, "cmd": 1, "pub": 4, "far": 2,
    }  # fmt: skip


def test_the_page_says_where_one_has_to_call_the_bot():
    assert [g["id"] for g in people().page["groups"] if g["mentions_only"]] == ["pub"]


def test_a_member_shows_what_he_is_and_where():
    assert (member("clerk1")["label"], member("clerk1")["place"]) == ("填报员", "中光电")
    assert (member("head1")["label"], member("head1")["place"]) == ("网格长", "1号网格")
    assert "河源中光电通讯技术有限公司" in member("clerk1")["find"]


def test_a_grid_workers_many_places_are_shortened():
    busy = Member("w", "周四", "grid_worker", (), ("g1", "g2", "z"))
    shown = people(replace(DISTRICT, members=(busy,))).page["members"][0]
    assert shown["place"] == "1号网格、2号网格等"


def test_units_and_areas_that_are_gone_are_left_out():
    odd = Member("w", "周四", "clerk", ("gone",), ("gone too",))
    shown = people(replace(DISTRICT, members=(odd,))).page["members"][0]
    assert (shown["place"], shown["groups"]) == ("", [])


def test_a_member_without_a_name_is_called_by_his_id():
    shown = people(replace(DISTRICT, members=(Member("wx_1", ""),))).page["members"][0]
    assert shown["name"] == "wx_1"


def test_names_carry_nothing_that_steers():
    directory = replace(
        DISTRICT, members=(Member("x", "甲\u202e乙\n丙"),), groups=(group("g", "群\u200b\u202e", "work"),)
    )
    page = people(directory).page
    assert page["members"][0]["name"] == "甲乙\n丙"
    assert page["groups"][0]["name"] == "群"


def test_a_group_is_found_by_every_address_it_has():
    split = replace(group("ent", "企业群", "enterprise"), post_channel="page", post_chat_id="robot")
    known = people(replace(DISTRICT, groups=(split,)))
    assert [known.group_at(chat) for chat in ("chat-ent", "ent", "robot", "elsewhere")] == [
        "ent",
        "ent",
        "ent",
        "elsewhere",
    ]


def test_a_robots_address_on_another_platform_is_none_of_ours():
    split = replace(group("ent", "企业群", "enterprise"), post_channel="hook", post_chat_id="secret-key")
    assert people(replace(DISTRICT, groups=(split,))).group_at("secret-key") == "secret-key"
    assert "secret-key" not in str(people(replace(DISTRICT, groups=(split,))).page)


def test_phone_numbers_stay_out_of_the_page():
    directory = replace(DISTRICT, members=(Member("x", "甲", phone="13800001111"),))
    assert "13800001111" not in str(people(directory).page)


@pytest.mark.parametrize(
    ("user_id", "labels"),
    [
        ("clerk1", ["日报", "报了没", "帮助"]),
        ("head1", ["日报", "谁没报", "汇总", "复工率", "帮助"]),
        ("duty", ["谁没报", "汇总", "复工率", "帮助"]),
        ("neighbour", ["反映情况", "帮助"]),
    ],
)
def test_everyone_is_offered_what_fits_his_role(form, user_id, labels):
    known = people(form=form)
    wanted = known.member(user_id)
    assert wanted is not None
    assert [example["label"] for example in known.examples(wanted)] == labels


def test_the_example_of_a_report_names_the_own_unit_and_the_forms_own_words(form):
    known = people(form=form)
    [report, *_] = known.examples(known.directory.member("clerk1"))
    assert report["text"].startswith("中光电日报：在岗 ")
    assert "返岗" not in report["text"]  # figures that must add up with those of an earlier message
