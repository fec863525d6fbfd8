"""Whatever a page tells people to change in a district's files can be changed so: `check` has nothing against it."""

import re
from pathlib import Path

import pytest
from doc_changes import changes_in
from doc_pages import ROOT, pages
from doc_talks import People, claims_of, facts_in, messages_of, outcomes

from bot.chatlog import read_log
from bot.commands.check import examined
from bot.commands.init import INIT
from bot.config import load_settings
from bot.rehearsal import rehearse

CHANGING = [page for page in pages() if page.parent == ROOT / "docs" and any(c.file for c in changes_in(page))]
STEP_BY_STEP = "表单与时刻.md"  # each of its examples stands by itself; other pages put one district together
VARIABLES = re.compile(r"(?:env:|_env = \")([A-Z][A-Z0-9_]+)")
SECRET = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"  # as long as the longest one has to be


@pytest.fixture
def district(tmp_path: Path) -> Path:
    """What `gridbot init` writes."""
    folder = tmp_path / "district"
    assert INIT.run(_arguments(folder)) == 0
    return folder


def _arguments(folder: Path):
    from argparse import ArgumentParser

    parser = ArgumentParser()
    INIT.arguments(parser)
    return parser.parse_args([str(folder)])


def test_there_are_pages_that_change_something():
    assert {"表单与时刻.md", "管理员.md", "值班员.md"} <= {page.name for page in CHANGING}


@pytest.mark.parametrize("page", CHANGING, ids=lambda page: page.stem)
async def test_a_district_changed_as_the_page_says_is_sound_and_does_what_it_says(page, district):
    known = VARIABLES.findall(page.read_text(encoding="utf-8"))
    environment = dict.fromkeys(known, SECRET) | {name: "sqlite:///district.db" for name in known if "DB" in name}
    for change in changes_in(page):
        if change.file.endswith(".jsonl"):
            await _rehearse(change.fence.text, district)
        elif (district / change.file).suffix in (".toml", ".csv"):
            change.carry_out(district)
            if page.name == STEP_BY_STEP:
                assert _troubles(district, environment) == []
        elif page.name == STEP_BY_STEP and change.fence is not None and change.fence.language == "chat":
            await _hear(change.fence, district)
    assert _troubles(district, environment) == []


def _troubles(district: Path, environment: dict[str, str]) -> list[str]:
    troubles, _, told = examined(str(district / "config.toml"), environment)
    assert troubles or told
    return [str(trouble) for trouble in troubles]


async def _rehearse(text: str, district: Path) -> None:
    settings = load_settings(district / "config.toml")
    lines = [line async for line in rehearse(settings, read_log(text.splitlines(), name="day.jsonl"))]
    assert {line["kind"] for line in lines if line["type"] == "outcome"} == {"report"}


async def _hear(fence, district: Path) -> None:
    kind, who, place, facts = claims_of(fence)
    people = People.of(district / "directory")
    texts = messages_of(fence)
    settings = load_settings(district / "config.toml")
    found = outcomes(texts, settings, who=people.members[who], group=people.groups.get(place))
    async for outcome in found:
        assert outcome["kind"] == kind, outcome
        held = list(facts_in(outcome))
        for fact in facts.items():
            assert fact in held, outcome
