"""Who may import whom (DESIGN 4), read from the syntax trees: an arrow that points upward fails here."""

import pytest
from tree import ROOT, imports_of, module_of, sources

# Longest prefix wins. A module may import its own layer and those below, apart from what FORBIDDEN says.
LAYERS = {
    "bot.messages": 0,
    "bot.errors": 0,
    "bot.clock": 0,
    "bot.wordless": 0,
    "bot.nearest": 0,
    "bot.progress": 0,
    "bot.text_files": 0,
    "bot.directory": 1,
    "bot.forms": 1,
    "bot.cases": 1,
    "bot.reading": 1,
    "bot.rules": 1,
    "bot.media": 1,
    "bot.views": 1,
    "bot.texts": 1,
    "bot.store": 2,
    "bot.channels": 2,
    "bot.handlers": 3,
    "bot.scheduler.posts": 3,
    "bot.scheduler.base": 3,
    "bot.scheduler.due": 3,
    "bot.scheduler.gate": 3,
    "bot.scheduler.pretence": 3,
    "bot.scheduler.foreseeing": 3,
    "bot.scheduler.matters": 3,
    "bot.scheduler.climbing": 3,
    "bot.scheduler.watch_view": 4,
    "bot.chatlog": 1,
    "bot.snapshot": 4,
    "bot.shelf": 2,
    "bot.awaited": 1,
    "bot.keeping": 4,
    "bot.fetcher": 4,
    "bot.parcels": 4,
    "bot.bundles": 4,
    "bot.rates": 4,
    "bot.troubles": 4,
    "bot.outages": 4,
    "bot.attempts": 4,
    "bot.replies": 4,
    "bot.dispatch": 4,
    "bot.sender": 4,
    "bot.scheduler.ticker": 4,
    "bot.scheduler.undelivered": 4,
    "bot.scheduler.pulse": 4,
    "bot.scheduler.schedule": 4,
    "bot.scheduler.watchman": 4,
    "bot.scheduler.case_clock": 4,
    "bot.replay": 4,
    "bot.web": 5,
    "bot.pulse": 5,
    "bot.scheduler.runner": 5,
    "bot.scheduler.registry": 6,
    "bot.handlers.registry": 6,
    "bot.channels.registry": 6,
    "bot.serving": 6,
    "bot.rehearsal": 6,
    "bot.demo": 6,
    "bot.standin": 5,
    "bot.forms.load": 6,
    "bot.app": 6,
    "bot.lending": 6,
    "bot.config": 6,
    "bot.settings_table": 6,
    "bot.commands": 7,
    "bot.__main__": 7,
    "bot": 0,
}

# Inside the pure layer, too, imports point one way only.
PURE_ORDER = (
    "bot.directory",
    "bot.cases",
    "bot.forms",
    "bot.reading",
    "bot.rules",
    "bot.media",
    "bot.views",
    "bot.texts",
)

ONLY_IN = {
    "wechatpy": ("bot.channels",),
    "sqlalchemy": ("bot.store",),
    "aiosqlite": ("bot.store",),
    "asyncpg": ("bot.store",),
    "alembic": ("bot.store",),
    "apscheduler.schedulers": ("bot.scheduler.runner",),
    "openpyxl": ("bot.directory", "bot.views", "bot.reading", "bot.commands"),
}


def layer_of(module: str) -> int:
    parts = module.split(".")
    for end in range(len(parts), 0, -1):
        if (found := LAYERS.get(".".join(parts[:end]))) is not None:
            return found
    raise AssertionError(f"{module} stands in no layer: add it to LAYERS")


def of(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


BOT = sources("bot")


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_downward(path):
    me = module_of(path)
    wrong = [name for name in imports_of(path) if of(name, "bot") and name != "bot" and layer_of(name) > layer_of(me)]
    assert not wrong, f"{me} (layer {layer_of(me)}) imports upward: {sorted(set(wrong))}"


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_two_doors_do_not_know_each_other(path):
    me = module_of(path)
    names = set(imports_of(path))
    if of(me, "bot.store"):
        assert not [n for n in names if of(n, "bot.channels")]
    if of(me, "bot.channels") and me != "bot.channels.registry":
        assert not [n for n in names if of(n, "bot.store")]
    if me in {"bot.sender", "bot.attempts", "bot.parcels", "bot.bundles", "bot.rates", "bot.troubles"}:
        assert not [n for n in names if of(n, "bot.channels") and not of(n, "bot.channels.base")]


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_vendors_stay_behind_their_door(path):
    me = module_of(path)
    for name in imports_of(path):
        for vendor, places in ONLY_IN.items():
            if of(name, vendor):
                assert any(of(me, place) for place in places), f"{me} imports {name}; it belongs in {places}"


@pytest.mark.parametrize("path", BOT, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_pure_layer_does_no_input_or_output(path):
    me = module_of(path)
    if layer_of(me) != 1 or me in LOADERS:
        return
    banned = ("asyncio", "socket", "aiohttp", "sqlite3", "subprocess", "logging", "os", "time", "random", "pathlib")
    wrong = [name for name in imports_of(path) if any(of(name, b) for b in banned)]
    assert not wrong, f"{me} is pure and imports {wrong}"


# They read files, once, for the root: the only ones of the pure layer that touch a disk.
LOADERS = {"bot.directory.files", "bot.directory.workbook", "bot.directory.tables", "bot.forms.case_files"}


def test_tip_off_senders_are_read_by_the_tip_handler_alone():
    allowed = ("bot.store", "bot.handlers.tip")
    for path in BOT:
        me = module_of(path)
        text = path.read_text(encoding="utf-8")
        for sealed in ("reply_address(", "numbers_of_sender(", "is_sender("):
            if sealed in text:
                assert me.startswith(allowed), f"{me} reaches for the sealed sender by {sealed}"
