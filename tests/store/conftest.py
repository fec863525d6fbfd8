"""Both databases for every test: a fresh SQLite file, and a fresh database on a real PostgreSQL.

The server is started when the first test asks for it, once a process, and stopped at the end. Where it cannot
be started the tests fail: a suite that skips it would say nothing about PostgreSQL.
"""

import asyncio
import itertools
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.store.store import Store

sys.path.insert(0, str(Path(__file__).parent))

from postgres_server import Postgres  # the line above makes it findable

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql))
TEMPLATE = "gridbot_template"
numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server, with a database that has the newest schema and nothing in it."""
    server = Postgres()
    try:
        server.sql(f"CREATE DATABASE {TEMPLATE};")
        asyncio.run(upgraded(server.url(TEMPLATE)))
        yield server
    finally:
        server.stop()


async def upgraded(url: str) -> None:
    store = Store(url)
    await store.open()
    await store.upgrade()
    await store.close()


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without a schema."""
    yield from fresh(request, tmp_path, template="template1")


@pytest.fixture(params=BOTH)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that may have the schema already: `store` makes sure of it."""
    yield from fresh(request, tmp_path, template=TEMPLATE)


def fresh(request: pytest.FixtureRequest, tmp_path: Path, *, template: str) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/store.db"
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"test_{next(numbers)}"
    server.sql(f"CREATE DATABASE {name} TEMPLATE {template};")
    yield server.url(name)
    server.sql(f"DROP DATABASE {name} WITH (FORCE);")


@pytest.fixture
async def store(url: str) -> AsyncIterator[Store]:
    """Open, with the newest schema, and empty."""
    store = Store(url)
    await store.open()
    try:
        await store.upgrade()
        yield store
    finally:
        await store.close()
