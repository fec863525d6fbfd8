"""Puts the little district beside the tests that talk to it, over the real store."""

import sys
import tomllib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import bot
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from talking import Talk  # the line above makes it findable


@pytest.fixture(scope="session")
def preset() -> Preset:
    """The preset's own daily form, in a small district."""
    file = Path(bot.__file__).parent / "presets/heyuan-2020/forms/daily.toml"
    form = FormDef.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    return Preset(name="test", title="test", forms=(form,))


@pytest.fixture
async def talk(tmp_path: Path, preset: Preset) -> AsyncIterator[Talk]:
    """A conversation on a fresh SQLite file."""
    store = Store(f"sqlite:///{tmp_path}/talk.db")
    await store.open()
    try:
        await store.upgrade()
        yield Talk(store, preset)
    finally:
        await store.close()
