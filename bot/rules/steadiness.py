"""Who did his duty on time every time lately: whom a praise draft may name. Pure.

A newcomer's usual mistake is to praise who was excused: nothing was asked of him on those days, so it says nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol

from bot.directory.model import Directory, Unit
from bot.forms.definition import FormDef
from bot.forms.preset import Preset
from bot.rules.duty import owed_units


class Done(Protocol):
    """What is needed of a report."""

    @property
    def counts(self) -> bool: ...
    @property
    def status(self) -> str: ...


def steady(
    form: FormDef,
    duties: Sequence[date],
    *,
    directory: Directory,
    preset: Preset,
    heads: Mapping[date, Mapping[str, Done]],
    praised: Collection[str] = (),
) -> tuple[Unit, ...]:
    """Owed and done on time on each of the duties, in file order; without persons and without the `praised`."""
    if not duties:
        return ()
    left: dict[str, Unit] | None = None
    for duty in duties:
        done = heads.get(duty, {})
        good = {
            unit.id: unit
            for unit in owed_units(form, directory, duty, preset)
            if (head := done.get(unit.id)) is not None and head.counts and head.status == "on_time"
        }
        left = good if left is None else {key: unit for key, unit in left.items() if key in good}
    return tuple(unit for key, unit in (left or {}).items() if unit.kind != "person" and key not in praised)
