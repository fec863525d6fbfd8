"""The terms of the forms with the day since when each is in force, so that a changed file never rewrites the past."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import bindparam, delete, select

from bot.forms.history import Begun, continued
from bot.forms.terms import Terms
from bot.store.engine import Database
from bot.store.prepared import Adding, Prepared
from bot.store.tables import form_terms

_KNOWN = Prepared(select(form_terms).order_by(form_terms.c.form, form_terms.c.from_day))
_ADD = Adding(form_terms)
_FORGET = Prepared(
    delete(form_terms).where(form_terms.c.form == bindparam("of_form"), form_terms.c.from_day == bindparam("of_day"))
)


class KeptTerms:
    """`Store.terms`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, current: Mapping[str, Terms], *, today: date, now: datetime) -> dict[str, tuple[Begun, ...]]:
        """Note what the files say now, by form id; everything known of these forms. Replicas may do it at once."""
        async with self._database.alone() as connection:
            known: dict[str, list[Begun]] = {form: [] for form in current}
            for row in await connection.rows(_KNOWN):
                if row.form in known:
                    known[row.form].append(Begun(row.from_day, Terms.model_validate(row.terms)))
            histories = {form: continued(known[form], terms, today) for form, terms in current.items()}
            gone = [(form, one) for form, begun in known.items() for one in begun if one not in histories[form]]
            new = [(form, one) for form, begun in histories.items() for one in begun if one not in known[form]]
            if gone:
                await connection.run(_FORGET, [{"of_form": form, "of_day": one.from_day} for form, one in gone])
            if new:
                rows = [
                    {"form": form, "from_day": one.from_day, "terms": one.terms.model_dump(), "noted_at": now}
                    for form, one in new
                ]
                await connection.run(_ADD, rows)
            await connection.commit()
        return histories
