"""Puts the little ladder and district beside the tests that use them, over the real store."""

import sys
from pathlib import Path

import pytest

from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from district import Stage  # the line above makes it findable


@pytest.fixture
async def stage(tmp_path):
    """The small district on a fresh SQLite file, at seven in the morning."""
    store = Store(f"sqlite:///{tmp_path}/day.db")
    await store.open()
    try:
        await store.upgrade()
        yield Stage(store)
    finally:
        await store.close()
