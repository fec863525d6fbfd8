"""What a unit's report is after one more message: merged, carried over, checked.

Pure. The order that matters: what was stored for the day, then what is carried over, then what the
message states; a carried figure never replaces one that was stated for the same day.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.forms.balance import balanced
from bot.forms.checks import Earlier, Violation
from bot.forms.definition import FormDef
from bot.reading.meaning import Figure
from bot.rules.anomaly import Oddity, oddities


@dataclass(frozen=True, slots=True)
class Settled:
    """The whole report after a message, or why it cannot be stored (`broken` is not empty).

    `carried` are the fields taken over from the last report, `missing` the required ones still unknown.
    """

    values: Mapping[str, Figure]
    carried: tuple[str, ...] = ()
    broken: tuple[Violation, ...] = ()
    warned: tuple[Violation, ...] = ()
    odd: tuple[Oddity, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        return not self.missing


def settle(
    form: FormDef,
    *,
    stated: Mapping[str, Figure],
    stored: Mapping[str, Figure],
    carried: Mapping[str, Figure],
    last: Mapping[str, Figure] | None,
    earlier: Earlier | None = None,
) -> Settled:
    """Merge, then check the whole: identities that ask back, those that warn, jumps, what is missing.

    `last` is what jumps are judged by, `earlier` what ledgers are balanced against.
    """
    taken = {key: value for key, value in carried.items() if key not in stated and key not in stored}
    merged = {**stored, **taken, **stated}
    values = {field.key: merged[field.key] for field in form.fields if field.key in merged}
    found = balanced(form, values, earlier)
    return Settled(
        values=values,
        carried=tuple(key for key in values if key in taken),
        broken=tuple(v for v in found if v.severity == "ask"),
        warned=tuple(v for v in found if v.severity == "warn"),
        odd=oddities(form, values, last, among=stated),
        missing=tuple(key for key in form.required if key not in values),
    )


def carryable(form: FormDef, last: Mapping[str, Figure]) -> dict[str, Figure]:
    """What 同昨日 may take over: figures, never remarks (a note is about its own day)."""
    return {f.key: last[f.key] for f in form.fields if f.key in last and f.kind != "text"}
