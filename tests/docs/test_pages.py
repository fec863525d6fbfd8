"""The pages hang together: links lead somewhere, commands exist with those flags, examples load, tables are true."""

import ast
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest
from doc_pages import ROOT, anchors_of, code_spans_in, fences, links_in, pages, prose_of

from bot.__main__ import parser
from bot.forms.load import load_preset

PAGES = pages()
DOCS = [page for page in PAGES if page.parent == ROOT / "docs"]
OWN_HOSTS = {"127.0.0.1:8080", "你的域名", "qyapi.weixin.qq.com"}
MACHINE = re.compile(r"(?<![\w.:/])/(?:work|root|home|tmp|mnt|Users)\b|[A-Z]:\\")
TO_RUN = re.compile(r"(?:sudo\s+(?:-u\s+\S+\s+)?)?(?:\S*/)?(?P<what>gridbot|make)(?P<arguments>(?:\s.*)?)")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


def test_everybody_has_a_page():
    who = {"填报人", "网格长", "值班员", "居民", "管理员", "表单与时刻", "故障表", "平台的坏日子", "maintainers"}
    who |= {"居民渠道与飞书", "开通首日", "通报的规矩", "整改", "复工", "其他报表", "另一种片区"}
    assert {page.stem for page in DOCS} == who
    for readme in ("README.md", "README.zh-CN.md"):
        assert who <= {Path(unquote(target)).stem for _, target in links_in(ROOT / readme)}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page):
    for line, target in links_in(page):
        parts = urlsplit(target)
        if parts.scheme:
            assert parts.netloc in OWN_HOSTS, f"line {line}: {target}"
            continue
        file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
        assert file.exists(), f"line {line}: {target}"
        if parts.fragment:
            assert unquote(parts.fragment) in anchors_of(file), f"line {line}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_a_page_names_no_machine_and_no_foreign_host(page):
    text = page.read_text(encoding="utf-8")
    assert not MACHINE.search(text), MACHINE.search(text)
    assert set(re.findall(r"https?://([^/\s`\"'）。，;)]+)", text)) <= OWN_HOSTS


def commands_shown():
    """Every command that the pages show, with whether it stands there whole: page and line, program, arguments."""
    for fence in fences("sh"):
        for line in fence.text.splitlines():
            for part in re.split(r"&&|;", line.partition("  #")[0]):
                if found := TO_RUN.fullmatch(part.strip()):
                    yield fence.name, found["what"], found["arguments"], True
    for fence in fences("ini"):
        for found in re.finditer(r"^ExecStart=(.+)$", fence.text, re.MULTILINE):
            yield fence.name, "gridbot", found[1].partition(" ")[2], True
    for page in PAGES:
        for line, span in code_spans_in(page):
            if found := TO_RUN.fullmatch(span):
                yield f"{named(page)}:{line}", found["what"], found["arguments"], " -c " in span


SHOWN = sorted(set(commands_shown()))
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def test_there_are_commands_to_check():
    assert {what for _, what, _, _ in SHOWN} == {"gridbot", "make"}
    assert len(SHOWN) > 40


@pytest.mark.parametrize(("place", "what", "arguments", "whole"), SHOWN, ids=lambda part: str(part)[:60])
def test_every_command_that_is_shown_can_be_run_so(place, what, arguments, whole):
    words = shlex.split(arguments)
    if what == "make":
        goals = [word for word in words if "=" not in word]
        assert goals, place
        assert set(goals) <= TARGETS, place
    elif whole:
        assert parser().parse_args(words).run, place
    elif words:
        assert {word for word in words[1:] if word.startswith("-")} <= flags_of(words[0]), place


def flags_of(command: str) -> set[str]:
    """The flags of a command, which must exist."""
    [choices] = [action.choices for action in parser()._actions if action.dest == "command"]
    assert command in choices
    return set(choices[command]._option_string_actions)


def test_the_readmes_list_every_command_and_say_the_same():
    [choices] = [action.choices for action in parser()._actions if action.dest == "command"]
    told = []
    for readme in ("README.md", "README.zh-CN.md"):
        rows = re.findall(r"^\| `gridbot ([^`]+)` \|", prose_of(ROOT / readme), re.MULTILINE)
        assert {row.split()[0] for row in rows} == set(choices)
        told.append((rows, [fence.text.split("#")[0] for fence in fences("chat", "sh") if fence.page.name == readme]))
    assert told[0][0] == told[1][0]
    assert len(told[0][1]) == len(told[1][1])


@pytest.mark.parametrize("fence", fences("toml"), ids=lambda fence: fence.name)
def test_toml_is_toml(fence):
    assert tomllib.loads(fence.text)
    assert len(fence.info) > 1, "say which file it belongs to, so that it is tried out"


def test_the_times_of_the_day_are_those_of_the_preset():
    preset, zone, day = load_preset("heyuan-2020"), ZoneInfo("Asia/Shanghai"), date(2020, 3, 5)
    form = preset.form("daily")
    moments = {form.moment(step, day, zone) for step in form.ladder} | {form.due_at(day, zone)}
    times = {f"{moment.astimezone(zone):%H:%M}" for moment in moments}
    told = {}
    for page in DOCS:
        rows = re.findall(r"^\| (\d\d:\d\d(?:、\d\d:\d\d)*) \|", _text(page), re.MULTILINE)
        told[page.stem] = {time for row in rows for time in row.split("、")}
    meetings = {f"{brief.clock:%H:%M}" for brief in preset.briefs if brief.weekday is None}
    assert told["值班员"] == times | meetings
    assert told["填报人"] == times - {"08:30", "21:00"}


def test_every_field_of_the_form_is_named_for_clerks():
    text = _text(ROOT / "docs/填报人.md")
    for field in load_preset("heyuan-2020").form("daily").fields:
        assert field.label in text


def test_the_layers_are_those_that_the_architecture_tests_enforce():
    tree = ast.parse((ROOT / "tests/architecture/test_import_rules.py").read_text(encoding="utf-8"))
    [layers] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS"
    ]
    rows = re.findall(r"^\| (\d) \w+ \| ([^|]+) \|", _text(ROOT / "docs/maintainers.md"), re.MULTILINE)
    told = {f"bot.{name}": int(layer) for layer, names in rows for name in re.findall(r"`([\w.]+)`", names)}
    del told["bot.registry"]  # of handlers, channels and posts alike
    assert all(layers[name] == layer for name, layer in told.items()), told
    loaders = {"bot.settings_table", "bot.forms.load", "bot"}  # parts of a neighbour, or empty
    registries = {name for name in layers if name.endswith(".registry")}
    assert set(layers) - registries - loaders == set(told)


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")
