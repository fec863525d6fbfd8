"""Puts the served chat page beside the tests that talk to it."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "media"))

from chat_stage import Stage, staged  # the lines above make it findable
from edge_stage import Edge, an_edge


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The chat page of a small district on a free port."""
    async with staged() as served:
        yield served


@pytest.fixture
async def edge() -> AsyncIterator[Edge]:
    """The callback door with one WeCom app behind it."""
    async with an_edge() as served:
        yield served
