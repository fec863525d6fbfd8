"""What answers of numbers share: the coverage of a scope's last day, and the figure that was asked about.

The coverage is of the units of the scope alone, so its numbers are never those of the whole district by mistake.
"""

from collections.abc import Mapping

from bot.handlers.base import Request
from bot.handlers.questions.scope import Scope
from bot.reading.meaning import QuestionMeaning
from bot.rules.tally import Coverage, coverage
from bot.store.records import StoredReport


def cover_of(request: Request, scope: Scope, heads: Mapping[str, StoredReport]) -> Coverage:
    """Who of the scope owed on its last day, and what came in."""
    return coverage(
        scope.form,
        scope.last,
        directory=request.directory,
        preset=request.preset,
        heads=heads,
        within=scope.unit_ids,
    )


def field_of(scope: Scope, meaning: QuestionMeaning) -> str | None:
    """The field asked about, if the form has it."""
    return meaning.field if any(f.key == meaning.field for f in scope.form.fields) else None
