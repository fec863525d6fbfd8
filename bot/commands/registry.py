"""Every command of the command line, in the order in which help lists them."""

from bot.commands.appchat import APPCHAT
from bot.commands.audit import AUDIT
from bot.commands.base import Command
from bot.commands.check import CHECK
from bot.commands.demo import DEMO
from bot.commands.export import EXPORT
from bot.commands.import_directory import IMPORT
from bot.commands.init import INIT
from bot.commands.outbox import OUTBOX
from bot.commands.parse import PARSE
from bot.commands.rehearse import REHEARSE
from bot.commands.review import REVIEW
from bot.commands.serve import SERVE
from bot.commands.upcoming import UPCOMING
from bot.commands.upgrade import DB
from bot.commands.what_if import WHAT_IF

COMMANDS: tuple[Command, ...] = (
    DEMO,
    SERVE,
    REHEARSE,
    PARSE,
    CHECK,
    IMPORT,
    EXPORT,
    REVIEW,
    UPCOMING,
    WHAT_IF,
    OUTBOX,
    AUDIT,
    APPCHAT,
    DB,
    INIT,
)
