"""What units owe after an event: opened once, reminded once, done once."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update

from bot.store.connection import Connection
from bot.store.prepared import Adding, Prepared
from bot.store.watch_tables import occasions, owing
from bot.store.watching import Occasion

PENDING = Prepared(select(occasions).where(owing).order_by(occasions.c.due_at, occasions.c.id))
_ABOUT = Prepared(
    select(occasions).where(owing, occasions.c.form == bindparam("of_form"), occasions.c.unit == bindparam("of_unit"))
)
_ADD = Adding(occasions)
_mine = occasions.c.id == bindparam("wanted")
_REMINDED = Prepared(
    update(occasions).where(_mine, owing, occasions.c.reminded_at.is_(None)).values(reminded_at=bindparam("at"))
)
_DONE = Prepared(update(occasions).where(_mine, owing).values(done_at=bindparam("at")))


class OccasionRows:
    """`Occasions` of the unit of work."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def open(self, occasion: Occasion) -> tuple[Occasion, bool]:
        if (known := await self.about(occasion.form, occasion.unit)) is not None:
            return known, False
        values = asdict(occasion)
        del values["id"]
        await self._connection.run(_ADD, [values])
        return await self.about(occasion.form, occasion.unit) or occasion, True

    async def about(self, form: str, unit: str) -> Occasion | None:
        row = await self._connection.first(_ABOUT, {"of_form": form, "of_unit": unit})
        return None if row is None else _occasion(row)

    async def pending(self) -> tuple[Occasion, ...]:
        return tuple(map(_occasion, await self._connection.rows(PENDING)))

    async def reminded(self, occasion: Occasion, *, at: datetime) -> bool:
        return await self._connection.run(_REMINDED, {"wanted": occasion.id, "at": at}) > 0

    async def done(self, occasion: Occasion, *, at: datetime) -> bool:
        return await self._connection.run(_DONE, {"wanted": occasion.id, "at": at}) > 0


def _occasion(row: Any) -> Occasion:
    return Occasion(
        row.form, row.unit, row.cause, row.by, row.opened_at, row.due_at, row.reminded_at, row.done_at, row.id
    )  # fmt: skip
