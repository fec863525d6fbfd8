"""Puts the little post office beside the tests that use it, over the real store on both databases."""

import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parents[1] / "store"))
sys.path.insert(0, str(Path(__file__).parent))

from outgoing import Post  # the line above makes them findable
from postgres_server import Postgres

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server, started when the first test asks for it."""
    server = Postgres()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/outbox.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"sender_{next(numbers)}"
    server.sql(f"CREATE DATABASE {name};")
    yield server.url(name)
    server.sql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Open, with the newest schema, and empty."""
    made = Store(url)
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
