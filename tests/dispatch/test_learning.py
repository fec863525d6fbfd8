"""A word that nobody understood is counted, taught by message, and understood from the next message on, everywhere.

So is what was changed in the register by message.
"""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import bot
from bot.clock import VirtualClock
from bot.directory.model import Area, Directory, Group, Member, Unit
from bot.dispatch import Dispatcher
from bot.forms.definition import FormDef
from bot.forms.preset import Preset, TipCategory
from bot.handlers.registry import VERBS
from bot.messages import Inbound
from bot.reading.choice import read_among
from bot.reading.vocabulary import vocabulary_of
from bot.snapshot import Snapshot
from bot.store.registering import RegisterChange
from bot.store.store import Store

numbers = count(1)
NOW = datetime(2020, 3, 5, 1, 0, tzinfo=UTC)
TODAY = date(2020, 3, 5)
FORM = FormDef.model_validate(
    tomllib.loads((Path(bot.__file__).parent / "presets/heyuan-2020/forms/daily.toml").read_text(encoding="utf-8"))
)
WATCH = FormDef.model_validate({
    "id": "watch", "name": "值守表", "owed_by": ("site",),
    "fields": [{"key": "guards", "label": "值守人数", "kind": "count", "required": True}],
})  # fmt: skip
PRESET = Preset(name="t", title="t", forms=(FORM, WATCH), categories=(TipCategory(name="聚集", words=("聚集",)),))
DISTRICT = Directory(
    areas=(Area("g1", "1号网格", None, "grid"),),
    units=(
        Unit("e1", "河源市华信电子有限公司", "enterprise", "g1", ("华信电子",)),
        Unit("k1", "陈记五金店", "shop", "g1"),
    ),
    members=(
        Member("clerk", "赵一", "clerk", ("e1",)),
        Member("worker", "周四", "grid_worker", (), ("g1",)),
        Member("duty", "冯八", "duty_officer"),
    ),
    groups=(Group("ent", "企业群", "enterprise", "app", "chat-1", "app", "chat-1"),),
)


class Replica:
    """A dispatcher with everything real but the clock and the channels."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.snapshot = Snapshot(store, PRESET, zone=ZoneInfo("Asia/Shanghai"))
        self.dispatcher = Dispatcher(
            store=store, snapshot=self.snapshot.known, verbs=VERBS, read=read_among, clock=VirtualClock(NOW),
            zone=ZoneInfo("Asia/Shanghai"), bot_name="网格助手",
        )  # fmt: skip

    async def say(self, sender, text, *, chat="chat-1"):
        message = Inbound("app", f"m{next(numbers)}", sender, chat, text, NOW, NOW, digest="d")
        [submitted] = await self.dispatcher.handle([message])
        return submitted.outcome

    async def counted(self, day=TODAY):
        async with self.store.unit_of_work() as uow:
            return {(one.kind, one.word): (one.times, one.groups) for one in await uow.words.seen(day, day)}


@pytest.fixture
async def replicas(tmp_path):
    url = f"sqlite:///{tmp_path}/learning.db"
    stores = [Store(url), Store(url)]
    for store in stores:
        await store.open()
    await stores[0].upgrade()
    await stores[0].save_directory(DISTRICT, source="t", now=NOW)
    yield [Replica(store) for store in stores]
    for store in stores:
        await store.close()


@pytest.fixture
def replica(replicas):
    return replicas[0]


async def test_a_message_that_was_not_understood_is_once_its_word_was_taught(replicas):
    first, second = replicas
    assert (await first.say("clerk", "到工126")).kind == "chatter"
    assert (await second.say("clerk", "到工126")).kind == "chatter"
    assert (await first.say("duty", "加别名 到工 = 在岗人数", chat=None)).kind == "admin"
    for replica in (first, second, Replica(first.store)):  # the one that heard it, another, and after a restart
        outcome = await replica.say("clerk", "到工128人")
        assert outcome.kind == "report"
        assert outcome.data["reports"][0]["values"] == {"on_duty": 128}
    assert (await second.say("duty", "删别名 到工", chat=None)).kind == "admin"
    for replica in replicas:
        assert (await replica.say("clerk", "到工130")).kind == "chatter"


async def test_a_unit_is_understood_by_its_taught_name(replicas):
    first, second = replicas
    assert (await first.say("worker", "老陈五金 在岗5")).kind == "ask_back"
    await second.say("duty", "加别名 老陈五金 = 陈记五金店", chat=None)
    outcome = await first.say("worker", "老陈五金 在岗5")
    assert (outcome.kind, outcome.data["reports"][0]["unit"]) == ("report", "k1")


async def test_strange_words_are_counted_by_group_and_nothing_else_is_kept(replica):
    await replica.say("clerk", "在岗126，到工131人，今天老板请客很开心")
    await replica.say("clerk", "到工126")
    await replica.say("clerk", "到工126", chat=None)
    await replica.say("worker", "老陈五金 在岗5", chat="unheard")
    assert await replica.counted() == {
        ("label", "到工"): (3, {"ent": 2, "": 1}),
        ("unit", "老陈五金"): (1, {"unheard": 1}),
    }


@pytest.mark.parametrize(
    ("sender", "text"),
    [
        ("resident", "后门聚集，到工20人"),
        ("resident", "到工20人"),
        ("clerk", "我要举报隔壁聚集，到工20人"),
        ("duty", "加别名 到工 = 在岗人数"),
        ("duty", "加别名 老陈五金 = 老陈五金店"),
        ("duty", "T0001 办结 答复：到工20人"),
        ("clerk", "在岗126，联系人13800001234"),
        ("clerk", "在岗126"),
        ("clerk", "收到，谢谢"),
    ],
)
async def test_nothing_is_counted_of_tip_offs_residents_orders_and_what_is_understood(replica, sender, text):
    await replica.say(sender, text, chat=None)
    assert await replica.counted() == {}


async def test_a_repeated_message_counts_once(replica):
    message = Inbound("app", "again", "clerk", "chat-1", "到工126", NOW, NOW, digest="d")
    await replica.dispatcher.handle([message, message])
    await replica.dispatcher.handle([message])
    assert await replica.counted() == {("label", "到工"): (1, {"ent": 1})}


async def test_a_word_counts_for_the_day_on_which_it_was_said(replica):
    late = datetime(2020, 3, 4, 15, 59, tzinfo=UTC)
    message = Inbound("app", "late", "clerk", "chat-1", "到工126", late, NOW, digest="d")
    await replica.dispatcher.handle([message])
    assert await replica.counted(TODAY - timedelta(1)) == {("label", "到工"): (1, {"ent": 1})}


async def test_a_preview_counts_nothing(replica):
    await replica.dispatcher.preview(Inbound("app", "p", "clerk", "chat-1", "到工126", NOW, NOW, digest="d"))
    assert await replica.counted() == {}


async def test_what_did_not_change_stays_the_same_object_so_that_nothing_is_compiled_anew(replica):
    before = await replica.snapshot.known()
    assert before.preset is PRESET
    assert await replica.snapshot.known() is before
    await replica.say("duty", "加别名 到工 = 在岗人数", chat=None)
    field = await replica.snapshot.known()
    assert field.directory is before.directory
    assert field.preset.forms[1] is WATCH
    assert field.preset.forms[0] is not FORM
    assert await replica.snapshot.known() is field
    vocabulary = vocabulary_of(field.preset.forms[0], field.directory)
    await replica.say("duty", "加别名 老陈五金 = 陈记五金店", chat=None)
    unit = await replica.snapshot.known()
    assert unit.preset is field.preset
    assert unit.directory is not field.directory
    await replica.say("duty", "加别名 值守者 = 值守人数", chat=None)
    second = await replica.snapshot.known()
    assert second.preset.forms[0] is field.preset.forms[0]
    assert second.directory is unit.directory
    assert vocabulary_of(field.preset.forms[0], field.directory) is vocabulary


async def test_a_new_register_keeps_the_taught_names_and_wins_where_it_says_the_same(replica):
    await replica.say("duty", "加别名 老陈五金 = 陈记五金店\n加别名 信电 = 华信电子", chat=None)
    units = (*DISTRICT.units, Unit("k2", "老陈五金", "shop", "g1"))
    await replica.store.save_directory(replace(DISTRICT, units=units), source="n", now=NOW)
    outcome = await replica.say("worker", "老陈五金 在岗5\n信电 在岗6")
    assert [one["unit"] for one in outcome.data["reports"]] == ["k2", "e1"]


async def test_the_first_snapshot_of_a_store_without_a_directory_is_empty(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/empty.db")
    await store.open()
    await store.upgrade()
    known = await Snapshot(store, PRESET, zone=ZoneInfo("Asia/Shanghai")).known()
    assert (known.directory, known.preset) == (Directory(), PRESET)
    await store.close()


JOIN = RegisterChange(
    1, "join", {"user": "new", "name": "小周", "unit": "e1", "alone": True}, "accepted", "new", "", NOW, "duty", NOW
)


async def change(store):
    async with store.unit_of_work() as uow:
        await uow.register.add(JOIN)
        await uow.commit()


async def test_whoever_was_made_a_clerk_by_message_is_one_with_his_next_message_everywhere(replicas):
    first, second = replicas
    assert (await second.say("new", "在岗6")).kind != "report"
    await change(first.store)
    for replica in replicas:
        outcome = await replica.say("new", "在岗6")
        assert [one["unit"] for one in outcome.data["reports"]] == ["e1"]
    assert (await first.say("clerk", "在岗7")).kind != "report", "he was relieved"


async def test_an_import_does_not_lose_what_was_changed_by_message(replica):
    await change(replica.store)
    await replica.store.save_directory(DISTRICT, source="another", now=NOW)
    assert (await replica.say("new", "在岗6")).kind == "report"
