"""Reads a preset: a folder of TOML files that a district edits, into the frozen rules that the bot works by.

All problems of all files come in one ConfigError, so that a duty officer mends them in one go; nothing of a
preset with a problem is ever used.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.errors import ConfigError, Trouble
from bot.forms.attention import Budgets, Quiets
from bot.forms.brief import BriefDef
from bot.forms.case_files import read_cases
from bot.forms.consistency import form_troubles
from bot.forms.definition import FormDef, Frozen
from bot.forms.fairness import Fairness
from bot.forms.plain import troubles_of
from bot.forms.preset import Preset, TipCategory
from bot.forms.references import reference_troubles
from bot.forms.slots import expanded
from bot.forms.toml_text import TomlText, read_toml
from bot.forms.watch import WatchRules
from bot.nearest import meant
from bot.text_files import read_text_file
from bot.views.posts_wording import BUILT_IN, unknown_facts

PRESETS = Path(__file__).parents[1] / "presets"
FILES = ("preset.toml", "wording.toml")
FIRST = "heyuan-2020"


class PresetFile(Frozen):
    """What stands in preset.toml."""

    name: str
    title: str
    categories: tuple[TipCategory, ...] = ()
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    quiet: Quiets = ()
    attention: Budgets = ()
    watch: WatchRules = WatchRules()
    briefs: tuple[BriefDef, ...] = ()
    criticism: Fairness = Fairness()


def shipped() -> tuple[str, ...]:
    """Names of the presets that come with the bot, the one to begin with first."""
    names = (path.name for path in PRESETS.iterdir() if (path / "preset.toml").is_file())
    return tuple(sorted(names, key=lambda name: (name != FIRST, name)))


def preset_folder(name_or_path: str) -> Path:
    """Where the preset's files are. Raises ConfigError when there is none of that name."""
    if name_or_path in shipped():
        return PRESETS / name_or_path
    folder = Path(name_or_path)
    if folder.is_dir():
        return folder
    what = f'no preset "{name_or_path}": neither a folder nor the name of one that comes with gridbot'
    raise ConfigError([Trouble(name_or_path, "", what, meant(name_or_path, shipped()))])


def load_preset(name_or_path: str) -> Preset:
    """A shipped preset by its name, or a folder with the same layout. Raises ConfigError with every trouble."""
    folder = preset_folder(name_or_path)
    troubles: list[Trouble] = []
    head = _head(folder, troubles)
    forms = _forms(folder, troubles)
    wording = _wording(folder, [form for form, _ in forms], troubles)
    cases = read_cases(folder, troubles)
    troubles += _strange_files(folder)
    troubles += _strange_forms(folder, head, [form for form, _ in forms])
    if troubles or head is None:
        raise ConfigError(troubles)
    return Preset(
        name=head.name,
        title=head.title,
        forms=tuple(slot for form, _ in forms for slot in expanded(form)),
        wording=wording,
        categories=head.categories,
        holidays=head.holidays,
        working_days=head.working_days,
        quiet=head.quiet,
        attention=head.attention,
        watch=head.watch,
        briefs=head.briefs,
        cases=cases,
        criticism=head.criticism,
    )


def _read(path: Path, troubles: list[Trouble]) -> TomlText | None:
    try:
        return read_toml(read_text_file(path), str(path))
    except ConfigError as error:
        troubles += error.troubles
        return None


def _head(folder: Path, troubles: list[Trouble]) -> PresetFile | None:
    text = _read(folder / "preset.toml", troubles)
    if text is None:
        return None
    try:
        head = PresetFile.model_validate(text.data)
    except ValidationError as error:
        troubles += troubles_of(error, PresetFile, text)
        return None
    for number, day in enumerate(head.working_days):
        if day in head.holidays:
            what = f"{day} is a holiday and a working day"
            troubles.append(text.trouble(("working_days", number), what, "let it stand in one of the two"))
    names = [brief.name for brief in head.briefs]
    for number, name in enumerate(names):
        if name in names[:number]:
            what = f"the digest {name} is written twice"
            troubles.append(text.trouble(("briefs", number, "name"), what, "give it a name of its own"))
    names = [category.name for category in head.categories]
    for number, name in enumerate(names):
        if name in names[:number]:
            what = f"category {name} is written twice"
            troubles.append(text.trouble(("categories", number, "name"), what, "put the words together"))
    return head


def _forms(folder: Path, troubles: list[Trouble]) -> list[tuple[FormDef, TomlText]]:
    """The forms in the order of their file names, the main one first."""
    found: list[tuple[FormDef, TomlText]] = []
    paths = sorted((folder / "forms").glob("*.toml"))
    if not paths:
        troubles.append(Trouble(str(folder / "forms"), "", "there is no form", "put a file such as daily.toml there"))
    for path in paths:
        text = _read(path, troubles)
        if text is not None and (form := _form(text, troubles)) is not None:
            found.append((form, text))
    troubles += _claimed_twice(found)
    mains = [(form, text) for form, text in found if form.main]
    troubles += [
        text.trouble(("main",), f"{mains[0][0].id} is the main form already", "let one form be it")
        for _, text in mains[1:]
    ]
    return sorted(found, key=lambda one: not one[0].main)


def _form(text: TomlText, troubles: list[Trouble]) -> FormDef | None:
    """One form, if nothing of it is wrong."""
    wrong = reference_troubles(text)
    try:
        form = FormDef.model_validate(text.data)
    except ValidationError as error:
        told = troubles_of(error, FormDef, text)
        whole = {str(one["ctx"]["error"]).partition("; ")[0] for one in error.errors() if one["loc"] == ()}
        wrong += [trouble for trouble in told if not (wrong and trouble.what in whole)]
        troubles += wrong
        return None
    troubles += wrong or form_troubles(form, text)
    return form


def _claimed_twice(forms: list[tuple[FormDef, TomlText]]) -> Iterator[Trouble]:
    """Ids, names and aliases say which form is meant: no two forms may share one."""
    owners: dict[str, tuple[FormDef, TomlText]] = {}
    for form, text in forms:
        named = [(("id",), form.id), (("name",), form.name)]
        named += [(("aliases", position), alias) for position, alias in enumerate(form.aliases)]  # type: ignore[misc]  # a path
        for path, word in named:
            owner, other = owners.setdefault(word, (form, text))
            if owner is not form:
                what = f'"{word}" already stands for the form {owner.id} in {other.file}'
                yield text.trouble(path, what, "let it stand for one form only")


def _wording(folder: Path, forms: list[FormDef], troubles: list[Trouble]) -> Mapping[str, str]:
    """The district's own sentences, and that every step of a ladder has one to say."""
    path = folder / "wording.toml"
    text = _read(path, troubles) if path.exists() else TomlText(str(path), {}, {})
    if text is None:
        return {}
    said = dict(_flat(text.data))
    steps = [step for form in forms for step in form.ladder if step.kind in ("reminder", "overdue")]
    families = {step.wording: "opening" if step.about == "none" else step.kind for step in steps}
    known = {*BUILT_IN, *(f"{name}.{part}" for name in families for part in ("head", "tail"))}
    for key, (at, sentence) in said.items():
        if key not in known:
            troubles.append(text.trouble(at, f'unknown sentence "{key}"', meant(key, known)))
        elif not isinstance(sentence, str):
            troubles.append(text.trouble(at, "this is not a text", 'write it in quotes: "..."'))
        else:
            family, _, part = key.partition(".")
            for fact in unknown_facts(f"{families.get(family, family)}.{part}", sentence):
                what = f"{{{fact}}} is nothing that this sentence can tell"
                troubles.append(text.trouble(at, what, "see the list at the top of wording.toml"))
    for name in sorted({step.wording for step in steps}):
        if f"{name}.head" not in said and f"{name}.head" not in BUILT_IN:
            what = f'the ladder says "{name}", but there is no sentence "{name}.head"'
            troubles.append(Trouble(str(path), "", what, f'add a line "{name}.head" = "..."'))
    return {key: sentence for key, (_, sentence) in said.items() if isinstance(sentence, str)}


def _flat(data: Mapping[str, Any], at: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[tuple[str, ...], Any]]]:
    """ "opening.head" = "..." and [opening] head = "..." mean the same."""
    for key, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, (*at, key))
        else:
            yield ".".join((*at, key)), ((*at, key), value)


def _strange_forms(folder: Path, head: PresetFile | None, forms: list[FormDef]) -> Iterator[Trouble]:
    """A digest of a form that is not there, and a form owed after an alarm that nobody has, would be empty for ever."""
    known = [form.id for form in forms]
    alarms = {alarm.field for form in forms for alarm in form.alarms}
    for form in forms:
        for name in form.event.fields if form.event is not None else ():
            if name not in alarms:
                what = f'the form {form.id} is owed after "{name}", and no form has such an alarm'
                yield Trouble(str(folder / "forms"), "", what, meant(name, alarms))
    for brief in head.briefs if head is not None and forms else ():
        for name in brief.forms:
            if name not in known:
                what = f'the digest {brief.name} is about "{name}", and there is no such form'
                yield Trouble(str(folder / "preset.toml"), "", what, meant(name, known))


def _strange_files(folder: Path) -> Iterator[Trouble]:
    """A file under a wrong name would be passed over in silence."""
    for path in sorted(folder.glob("*.toml")):
        if path.name not in FILES:
            yield Trouble(str(path), "", "this file is not read", meant(path.name, FILES))
