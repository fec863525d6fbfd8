"""A ready district's rules: its forms, wording, posts and categories, read from a folder of TOML.

preset.toml          name, title, tip-off categories, calendar exceptions, quiet hours, messages a day, watch, criticism
forms/*.toml         one form each
cases/*.toml         one kind of case each
wording.toml         texts by key; a missing key falls back to the built-in sentence
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from bot.cases.definition import CaseType
from bot.forms.attention import Budget, Quiet
from bot.forms.brief import BriefDef
from bot.forms.definition import FormDef, Frozen
from bot.forms.fairness import Fairness
from bot.forms.watch import WatchRules


class TipCategory(Frozen):
    """A kind of tip-off and the words that point to it."""

    name: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class Preset:
    """Everything that a district decides, frozen."""

    name: str
    title: str
    forms: tuple[FormDef, ...]
    wording: Mapping[str, str] = field(default_factory=dict)
    categories: tuple[TipCategory, ...] = ()
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()
    quiet: tuple[Quiet, ...] = ()
    attention: tuple[Budget, ...] = ()
    watch: WatchRules = field(default_factory=WatchRules)
    briefs: tuple[BriefDef, ...] = ()
    cases: tuple[CaseType, ...] = ()
    criticism: Fairness = field(default_factory=Fairness)

    def form(self, form_id: str) -> FormDef:
        return next(f for f in self.forms if f.id == form_id)
