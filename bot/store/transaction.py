"""The unit of work on a real connection: the repositories, and the order in which they write.

It must not outlive its block: after the commit there is no transaction left to work in.
"""

from bot.store.absences import AbsenceRows
from bot.store.appealing import Appealing
from bot.store.appeals import AppealRows
from bot.store.attending import Attending
from bot.store.audit import AuditRows
from bot.store.cases import CaseRows
from bot.store.casework import Casework
from bot.store.connection import Connection
from bot.store.directives import AttentionRows
from bot.store.drafts import DraftRows
from bot.store.excuses import ExcuseRows
from bot.store.firings import FiringRows
from bot.store.freezing import Absences
from bot.store.inbox import InboxRows
from bot.store.lists import ListRows
from bot.store.media import FileRows
from bot.store.meta import read_meta, write_meta
from bot.store.occasions import OccasionRows
from bot.store.outbox import OutboxRows
from bot.store.register import RegisterRows
from bot.store.registering import Registering
from bot.store.reports import ReportRows
from bot.store.shifts import ShiftRows
from bot.store.tips import TipRows
from bot.store.unit_of_work import Audit, Drafts, Excuses, Files, Firings, Inbox, Lists, Outbox, Reports, Tips, Words
from bot.store.urgents import UrgentRows
from bot.store.watching import Occasions, Roster, Urgents
from bot.store.words import WordRows


class Transaction:
    """`UnitOfWork` over one connection."""

    inbox: Inbox
    reports: Reports
    drafts: Drafts
    tips: Tips
    lists: Lists
    outbox: Outbox
    firings: Firings
    audit: Audit
    words: Words
    excuses: Excuses
    files: Files
    attention: Attending
    roster: Roster
    appeals: Appealing
    urgents: Urgents
    occasions: Occasions
    cases: Casework
    absences: Absences
    register: Registering

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.inbox = inbox = InboxRows(connection)
        self.reports = reports = ReportRows(connection)
        self.drafts = drafts = DraftRows(connection)
        self.tips = TipRows(connection)
        self.lists = lists = ListRows(connection)
        self.outbox = outbox = OutboxRows(connection, told=inbox.told)
        self.firings = FiringRows(connection)
        self.audit = audit = AuditRows(connection)
        self.words = words = WordRows(connection)
        self.excuses = ExcuseRows(connection)
        self.files = FileRows(connection)
        self.attention = AttentionRows(connection)
        self.roster = ShiftRows(connection)
        self.appeals = AppealRows(connection)
        self.urgents = UrgentRows(connection)
        self.occasions = OccasionRows(connection)
        self.cases = CaseRows(connection)
        self.absences = AbsenceRows(connection)
        self.register = RegisterRows(connection)
        self._gathering = (inbox, reports, drafts, lists, outbox, audit, words)

    async def flush(self) -> None:
        for rows in self._gathering:
            await rows.flush()

    async def commit(self) -> None:
        """Durable when it returns. What was not flushed goes along."""
        await self.flush()
        await self._connection.commit()

    async def meta(self, key: str) -> str | None:
        return await read_meta(self._connection, key)

    async def set_meta(self, key: str, value: str) -> None:
        await write_meta(self._connection, key, value)
