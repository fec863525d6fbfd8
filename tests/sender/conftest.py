"""Puts the little post office beside the tests that use it, over the real store."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from outgoing import Post  # the line above makes it findable


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A fresh SQLite file."""
    made = Store(f"sqlite:///{tmp_path}/outbox.db")
    await made.open()
    try:
        await made.upgrade()
        yield made
    finally:
        await made.close()


@pytest.fixture
def post(store: Store) -> Post:
    """An empty outbox at six in the evening."""
    return Post.on(store)
