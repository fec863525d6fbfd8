"""The front door of reading: one text and what is known around it in, its meaning out. Never raises.

The order of the questions is the meaning of this file: a decision about a list, then what a resident tells, then a
statement of figures, then taking back, tips, questions, and only then what is left over is talk.
"""

from collections.abc import Sequence
from typing import Literal

from bot.reading.answer import read_answer
from bot.reading.frame import Frame, frame_of
from bot.reading.kind import drop_what_is_asked, is_blank_form, strength, unlabelled
from bot.reading.meaning import Chatter, Context, Meaning, ReportMeaning, UnitReading
from bot.reading.normalise import Clean, clean
from bot.reading.order import read_order
from bot.reading.question import read_question
from bot.reading.report import Draft, Reporter
from bot.reading.tip import read_tip
from bot.reading.unheard import only_unknown_labels, strangers, unknown_labels
from bot.reading.vocabulary import Vocabulary, vocabulary_of
from bot.reading.withdrawal import read_withdrawal

_WHOLE = 4
"""So many fields with all the required ones are a whole report."""


def read(text: str, context: Context) -> Meaning:
    """What `text` means when `context.sender` writes it. Any text has an outcome."""
    cleaned = clean(text)
    vocabulary = vocabulary_of(context.form, context.directory)
    frame = frame_of(cleaned, vocabulary, context)
    addressed = frame.mentions_bot or context.private or context.group is None
    if order := read_order(cleaned, context):
        return order
    if context.sender.role == "resident":
        return _of_a_resident(cleaned, frame, vocabulary, context, addressed=addressed)
    reporter = Reporter(cleaned, frame, vocabulary, context)
    draft = reporter.draft()
    drop_what_is_asked(draft, vocabulary.required)
    bare = "".join(cleaned.text[start:end] for start, end in frame.spans).strip()
    if withdrawal := read_withdrawal(bare, draft, context):
        return withdrawal
    if context.draft is not None and (answer := read_answer(reporter, draft, context.draft)):
        return answer
    how = strength(draft, frame, context)
    if how == "report":
        return _report(reporter, draft, context)
    if how == "none" and is_blank_form(draft, frame, vocabulary.required):
        return _report(reporter, draft, context) if context.sender.role == "clerk" else Chatter(addressed=addressed)
    if tip := read_tip(cleaned, context):
        return tip
    if question := read_question(cleaned, context):
        return question
    if how == "doubtful" and (addressed or context.sender.role in ("clerk", "grid_worker")):
        return _report(reporter, draft, context)
    reports_for_units = context.sender.role in ("clerk", "grid_worker")
    place = unlabelled(draft, cleaned.text, vocabulary.letters, addressed=frame.mentions_bot) if how == "none" else None
    if reports_for_units and place is not None:
        return ReportMeaning("report", context.form.id, (reporter.unplaced(draft, *place),))
    unknown = only_unknown_labels(draft, cleaned.text, vocabulary) if reports_for_units else ()
    return Chatter(addressed=addressed, unknown=unknown)


def _report(reporter: Reporter, draft: Draft, context: Context) -> Meaning:
    items = reporter.items(draft)
    if reporter.frame.chain and context.sender.role == "clerk":
        items = [item for item in items if not any(problem.code.startswith("unit_") for problem in item.problems)]
        if not items:
            return Chatter(addressed=reporter.frame.mentions_bot)
    if draft.mending.notice and len(items) > 1:
        items = [item for item in items if item.values or item.problems] or items  # 甲改为433，乙不变
    kind: Literal["report", "correction"] = "correction" if _corrects(draft, items, context) else "report"
    unnamed = any(problem.code == "unit_missing" and not problem.words for item in items for problem in item.problems)
    return ReportMeaning(
        kind,
        context.form.id,
        tuple(items),
        unknown_labels(draft, reporter.text, reporter.vocabulary),
        strangers(draft, reporter.text) if unnamed else (),
    )


def _corrects(draft: Draft, items: Sequence[UnitReading], context: Context) -> bool:
    """Whether an earlier message is mended. Who excuses himself and then reports everything anew, reports."""
    if not draft.mending.notice or draft.mending.places:
        return False
    if draft.mending.plain:
        return True
    if draft.carry is not None:
        return False  # 除隔离变成2人外，其他同昨日
    needed = set(context.form.required)
    return not any(needed <= item.as_mapping().keys() and len(item.values) >= _WHOLE for item in items)


def _of_a_resident(
    cleaned: Clean, frame: Frame, vocabulary: Vocabulary, context: Context, *, addressed: bool
) -> Meaning:
    if tip := read_tip(cleaned, context):
        return tip
    if question := read_question(cleaned, context):
        return question
    reporter = Reporter(cleaned, frame, vocabulary, context)
    draft = reporter.draft()
    drop_what_is_asked(draft, vocabulary.required)
    if draft.named and strength(draft, frame, context) == "report" and not draft.mending.notice:
        return _report(reporter, draft, context)
    return Chatter(addressed=addressed)
