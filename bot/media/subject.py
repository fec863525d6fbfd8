"""What a file belongs to: a tip-off, a case, an objection, a report, or a message that is read once it is there.

It is worked out from the outcome, so that no verb need think of files; a message about several units keeps none,
for nobody could say whose picture it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.messages import Outcome

SubjectKind = Literal["tip", "case", "appeal", "report", "message"]
AWAITED = "file_awaited"
MESSAGE = "message:"


@dataclass(frozen=True, slots=True)
class Subject:
    """`key`: the number of tip, case or objection, form, unit and day, or a message's id: of it nothing is kept."""

    kind: SubjectKind
    key: str

    @property
    def text(self) -> str:
        """tip:T0012, case:Z0012, report:daily/u-1/2020-03-05."""
        return f"{self.kind}:{self.key}"

    @property
    def sealed(self) -> bool:
        """Whether who sent it must not be known from it."""
        return self.kind == "tip"


def of_tip(number: str) -> Subject:
    """By the number of the tip-off."""
    return Subject("tip", number)


def of_case(number: str) -> Subject:
    """By the number of the case; who sent it is no secret."""
    return Subject("case", number)


def of_appeal(number: str) -> Subject:
    """By the number of the objection, S1; what proves it."""
    return Subject("appeal", number)


def of_report(form: str, unit: str, day: date | str) -> Subject:
    """The day as date or in ISO."""
    return Subject("report", f"{form}/{unit}/{day if isinstance(day, str) else day.isoformat()}")


def subject_of(outcome: Outcome) -> Subject | None:
    """What the files of a message with that outcome belong to; None: they are not kept."""
    data = outcome.data
    if outcome.kind in ("tipoff", "case") and data.get("case"):
        number = str(data["case"])
        return of_tip(number) if outcome.kind == "tipoff" or data.get("case_type") == "tipoff" else of_case(number)
    if outcome.kind in ("report", "correction"):
        return _of_one(data.get("reports", ()))
    if outcome.kind == "approval" and data.get("action") in ("appeal", "appeal_file"):
        return of_appeal(str(data["appeal"]))
    if data.get("action") == AWAITED:
        return Subject("message", str(data["message"]))
    if data.get("action") == "files_kept":
        return _of_one((data,))
    return None


def _of_one(reports: Any) -> Subject | None:
    if len(reports) != 1:
        return None
    one: Mapping[str, Any] = reports[0]
    return of_report(str(one["form"]), str(one["unit"]), str(one["period"]))
