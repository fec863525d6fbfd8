"""kill -9 in the middle of commits: whatever was said to be committed is there, once and whole."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from shelf import DAY, FORM
from sqlalchemy import text

HERE = Path(__file__).parent
PARTS = 8


def run_and_kill(url, start, *, after):
    """The numbers that the program said before it was killed, some time after the given one."""
    environment = os.environ | {"PYTHONPATH": str(HERE.parents[1])}
    program = [sys.executable, str(HERE / "committing.py"), url, str(start)]
    said = []
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=environment) as child:  # our own program
        for line in child.stdout:
            said.append(int(line))
            if len(said) == after:
                child.kill()
    assert len(said) >= after, "it ended by itself"
    return said


async def numbers_in(store, statement):
    async with store.unit_of_work() as uow:
        return list((await uow.reports._connection.once(text(statement))).scalars())


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_committed_unit_of_work_is_lost_or_half_there(store, url, seed):
    rng = random.Random(seed)  # noqa: S311  # to kill at various points
    said = []
    for _ in range(3):
        said += run_and_kill(url, len(said) * 10_000, after=rng.randint(1, 40))
    async with store.unit_of_work() as uow:
        heads = await uow.reports.heads_of(FORM, DAY)
    stored = [tuple(map(int, name.split("-"))) for name in heads]
    whole = {number for number, _ in stored}
    assert set(said) <= whole
    assert sorted(stored) == sorted((number, part) for number in whole for part in range(PARTS))
    for table, name in (("inbox", "message_id"), ("outbox", '"key"')):
        assert sorted(await numbers_in(store, f"SELECT {name} FROM {table}")) == sorted(heads)  # noqa: S608  # our own names
    assert len(await numbers_in(store, "SELECT unit FROM outbox_units")) == len(heads) // 2
