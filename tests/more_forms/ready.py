"""The ready-made forms as a district has them that copied every one of them."""

import shutil
import tomllib
from pathlib import Path

from bot.forms.definition import FormDef
from bot.forms.load import PRESETS

READY = PRESETS / "heyuan-2020" / "more-forms"


def ready_form(name: str) -> FormDef:
    """One of them, by the stem of its file."""
    return FormDef.model_validate(tomllib.loads((READY / f"{name}.toml").read_text(encoding="utf-8")))


def all_copied(folder: Path) -> Path:
    """The preset with all of them among its forms."""
    shutil.copytree(PRESETS / "heyuan-2020", folder)
    for file in READY.glob("*.toml"):
        shutil.copy(file, folder / "forms" / file.name)
    return folder
