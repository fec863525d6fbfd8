"""Puts the desk beside the tests that use it, over the real store."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from desk import Desk, a_desk  # the line above makes it findable


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A dispatcher on a fresh SQLite file."""
    store = Store(f"sqlite:///{tmp_path}/desk.db")
    await store.open()
    try:
        await store.upgrade()
        yield a_desk(store)
    finally:
        await store.close()
