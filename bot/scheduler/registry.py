"""The scheduled posts: every ladder step of every form, with the composer of its kind, then those of no form.

A kind that no composer stands for stops the start; `criticism` has none, so no clock can post a list.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.errors import ConfigError, Trouble
from bot.forms.definition import FormDef, Step
from bot.forms.moments import duration
from bot.forms.preset import Preset
from bot.messages import Outbound, PostKind
from bot.rules.ladder import StepTrigger
from bot.scheduler.base import Desk, ScheduledPost
from bot.scheduler.posts import (
    appeal_due,
    brief,
    criticism_draft,
    criticism_review,
    digest,
    excuse_ending,
    heartbeat,
    list_lapse,
    opening,
    praise_draft,
    reminder,
    review,
)
from bot.scheduler.posts.errand import Errand
from bot.store.unit_of_work import UnitOfWork

Compose = Callable[[UnitOfWork, Desk, Errand], Awaitable[Sequence[Outbound]]]

NAMING: Mapping[PostKind, Compose] = {
    "reminder": reminder.compose,
    "overdue": reminder.compose,
    "criticism_draft": criticism_draft.compose,
    "digest": digest.compose,
}
"""Steps about units, by kind."""
NOTES: Mapping[PostKind, Compose] = {"reminder": opening.compose, "digest": digest.compose}
"""Steps about nobody in particular."""


NAMES: Mapping[PostKind, str] = {
    "reminder": "提醒", "overdue": "逾期通知", "criticism_draft": "通报草稿", "digest": "汇总",
}  # fmt: skip
"""What officers call a step."""


def posts_of(preset: Preset, zone: ZoneInfo) -> tuple[ScheduledPost, ...]:
    """Everything that is said by the clock. Raises ConfigError for a step that nothing here can compose."""
    return (
        *ladder_posts(preset, zone),
        review.weekly_review(zone),
        excuse_ending.excuse_ending(zone),
        appeal_due.appeal_due(zone),
        list_lapse.list_lapse(zone),
        criticism_review.monthly_review(zone),
        *praise_draft.praise_drafts(preset.forms, zone),
        heartbeat.heartbeat(zone),
        *brief.brief_posts(preset.briefs, zone),
    )


def ladder_posts(preset: Preset, zone: ZoneInfo) -> tuple[ScheduledPost, ...]:
    """The posts of every form's ladder. Raises ConfigError for a step that nothing here can compose."""
    posts, troubles = [], []
    for form in preset.forms:
        for step in form.steps:
            compose = (NOTES if step.about == "none" else NAMING).get(step.kind)
            if compose is None:
                place = f"ladder step {step.name}"
                what = f"kind {step.kind!r} cannot be posted by the clock about {step.about!r}"
                troubles.append(Trouble(f"forms/{form.id}.toml", place, what, f"write one of {', '.join(NAMING)}"))
                continue
            posts.append(_post(form, step, StepTrigger(form, step, preset, zone), compose))
    if troubles:
        raise ConfigError(troubles)
    return tuple(posts)


def _post(form: FormDef, step: Step, trigger: StepTrigger, compose: Compose) -> ScheduledPost:
    async def run(uow: UnitOfWork, desk: Desk, due_at: datetime) -> Sequence[Outbound]:
        day = trigger.day_of(due_at)
        if day is None:
            return ()
        return await compose(uow, desk, Errand(form, step, day, due_at, trigger.says_until(due_at)))

    bounded = step.catch_up != "until_due"
    return ScheduledPost(
        name=f"{form.id}.{step.name}",
        trigger=trigger,
        catch_up=duration(step.catch_up) if bounded else timedelta(),
        compose=run,
        says_until=trigger.says_until,
        title=f"{form.name}{NAMES.get(step.kind, '消息')}" if step.about != "none" else f"{form.name}开始报送",
        pure=True,
    )
