"""A form that is owed several times a day: one form for each of its slots, alike in all but their times. Pure.

A newcomer's usual mistake is to look for slots anywhere else: behind this everything (duties, reminders, lists) sees
plain daily forms, and only reading has to find out which of them a message is about.
"""

from datetime import timedelta

from bot.forms.definition import FormDef
from bot.forms.moments import clock_time

GREETINGS = ("早上好", "上午好", "中午好", "下午好", "晚上好", "早安", "晚安", "大家早", "各位早", "领导早")
"""They hold words of slots and name none."""


def expanded(form: FormDef) -> tuple[FormDef, ...]:
    """The forms of its slots in their order, `temperature-am` called 测温（早）; the form itself where it has none."""
    return tuple(
        form.model_copy(
            update={
                "id": f"{form.id}-{slot.id}",
                "name": f"{form.name}（{slot.name}）",
                "aliases": (form.name, *form.aliases),
                "family": form.id,
                "slots": (slot,),
                "opens": slot.opens,
                "due": slot.due,
            }
        )
        for slot in form.slots
    ) or (form,)


def meant(forms: tuple[FormDef, ...], text: str, time_of_day: timedelta) -> tuple[FormDef, ...]:
    """Of each form with slots the one that `text` names, else the last that was open at that time of day."""
    families: dict[str, list[FormDef]] = {}
    for form in forms:
        families.setdefault(form.family or form.id, []).append(form)
    return tuple(_meant(slots, text, time_of_day) if len(slots) > 1 else slots[0] for slots in families.values())


def _meant(slots: list[FormDef], text: str, time_of_day: timedelta) -> FormDef:
    for greeting in GREETINGS:
        text = text.replace(greeting, "")
    named = [form for form in slots if any(word in text for word in (form.slots[0].name, *form.slots[0].words))]
    if len(named) == 1:
        return named[0]
    begun = [form for form in slots if clock_time(form.opens) <= time_of_day]
    return begun[-1] if begun else slots[0]
