"""In a district that copied every ready-made form, what people wrote as daily reports is read as before."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))

from judging import CORPUS, PRESET, context_of  # the line above makes it findable
from ready import all_copied

from bot.forms.load import load_preset
from bot.reading.choice import read_among


@pytest.fixture(scope="module")
def forms(tmp_path_factory):
    return load_preset(str(all_copied(tmp_path_factory.mktemp("district") / "preset"))).forms


@pytest.mark.parametrize("part", range(4))
def test_daily_reports_mean_the_same(part, forms):
    lines = (CORPUS / "daily.jsonl").read_text(encoding="utf-8").splitlines()[part::4]
    assert len(lines) > 50
    assert len(forms) > len(PRESET.forms) + 10
    for line in lines:
        message = json.loads(line)
        context = context_of(message["sender"])
        among = replace(context, forms=forms)
        assert read_among(message["text"], among) == read_among(message["text"], context), message["text"]
