"""Puts the town of the fault table beside its tests; one clerk of the small district, and his unit."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))


@dataclass(frozen=True)
class Clerk:
    user: str
    unit: str


@pytest.fixture
def clerk() -> Clerk:
    return Clerk("u_e1", "e1")
