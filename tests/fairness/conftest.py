"""Puts the little districts of the verbs and of the schedule beside the rules that are tried on them."""

import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parents[1] / "handlers"))
sys.path.insert(0, str(Path(__file__).parents[1] / "scheduler"))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))
sys.path.insert(0, str(Path(__file__).parents[1] / "fairness"))

from district import Stage
from talking import Talk  # the lines above make both findable


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = Store(f"sqlite:///{tmp_path}/fair.db")
    await store.open()
    try:
        await store.upgrade()
        yield store
    finally:
        await store.close()


@pytest.fixture
def talk(store: Store) -> Talk:
    """A conversation in the district of the verbs, with the preset's own daily form."""
    file = Path(bot.__file__).parent / "presets/heyuan-2020/forms/daily.toml"
    form = FormDef.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    return Talk(store, Preset(name="test", title="test", forms=(form,)))


@pytest.fixture
def stage(store: Store) -> Stage:
    """The district of the schedule, at seven in the morning."""
    return Stage(store)
