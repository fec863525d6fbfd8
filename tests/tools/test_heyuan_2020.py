"""The preset district and its day: made by the script, byte by byte, and adding up to the article's figures."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

from heyuan.day import compose  # noqa: E402 - the script's folder is no installed package
from heyuan.district import exempt_units  # noqa: E402

PRESET = ROOT / "bot" / "presets" / "heyuan-2020"


@pytest.fixture(scope="module")
def day():
    return compose()


def test_running_the_script_again_gives_the_same_bytes(tmp_path):
    script = [sys.executable, ROOT / "tools" / "heyuan_2020.py", tmp_path]
    subprocess.run(script, check=True)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert len(made) == 6
    for path in made:
        assert (tmp_path / path).read_bytes() == (PRESET / path).read_bytes(), path


def test_the_district_has_the_articles_units(day):
    kinds = Counter(unit.kind for unit in day.district.units)
    assert kinds == {"enterprise": 330, "site": 58, "shop": 101, "community": 17, "school": 2, "hotel": 5}
    assert sum(unit.above_scale for unit in day.district.units) == 105
    grids = {"enterprise": range(1, 8), "site": range(8, 13)}
    assert all(unit.grid in grids.get(unit.kind, range(13, 25)) for unit in day.district.units)
    assert {unit.grid for unit in day.district.units} == set(range(1, 25))
    assert len({unit.name for unit in day.district.units}) == 513


def test_what_the_lines_state_adds_up_to_the_articles_totals(day):
    """Reads the intended outcomes in order, as a table of last values; the bot itself is asked in the rehearsal."""
    stored: dict[str, dict[str, int | bool]] = {}
    for line in day.lines:
        if line.want.period == "2020-03-05":
            for unit, values in line.want.reports.items():
                stored.setdefault(unit, {}).update(values)
    enterprises = {u.id: u for u in day.district.of_kind("enterprise")}
    working = [v for unit, v in stored.items() if unit in enterprises and v["resumed"]]
    above = [
        unit for unit, v in stored.items() if unit in enterprises and enterprises[unit].above_scale and v["resumed"]
    ]
    assert (len(working), len(above)) == (256, 102)
    assert [sum(v[key] for v in working) for key in ("returned_total", "returned_local", "returned_nonlocal")] == [
        37873, 23730, 14143,
    ]  # fmt: skip
    assert sum(v["returned_out_of_province"] for v in working) == 8674
    for values in working:
        assert values["returned_local"] + values["returned_nonlocal"] == values["returned_total"]
        assert values["on_duty"] <= values["returned_total"]


def test_everyone_reports_but_the_silent_and_the_exempt(day):
    reported = {unit for line in day.lines for unit in line.want.reports}
    exempt = {unit.id for unit in exempt_units(day.district)}
    assert reported | day.silent | exempt == {unit.id for unit in day.district.units}
    assert not reported & (day.silent | exempt)


def test_the_log_is_in_order_with_ids_of_its_own():
    rows = [json.loads(line) for line in (PRESET / "day.jsonl").read_text(encoding="utf-8").splitlines()]
    moments = [row["at"] for row in rows]
    assert moments == sorted(moments)
    assert len({row["id"] for row in rows}) == len(rows)
    assert {moment[:10] for moment in moments} == {"2020-03-05"}
