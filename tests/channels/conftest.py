"""Serves the stand-in platform on a free port for the tests that talk to it."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from channel_doors import QUICK, World, a_world  # the line above makes it findable

UNANSWERED = ("garbage", "truncated", "empty")  # on a connection these are no answer, and the next frame may be


@pytest.fixture
async def world(request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """A platform with one app, one group of the app's own and one robot; where it hangs, calls end soon."""
    async with a_world() as made:
        name = request.node.name
        if "hang" in name or ("bot to a" in name and any(word in name for word in UNANSWERED)):
            made.patience = QUICK
        yield made
