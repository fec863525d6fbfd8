"""The verbs in order: the first whose `takes` says yes runs, the fallback takes what is left.

The order is the priority. Orders about words, decisions and cases stand first, since they are recognised by
their own words, a number or a role; a short answer stands after whole reports, which say more.
"""

from bot.handlers.aliases import ALIASES
from bot.handlers.appeal import APPEAL
from bot.handlers.approval import APPROVAL
from bot.handlers.base import Verb
from bot.handlers.case import CASE
from bot.handlers.correction import CORRECTION
from bot.handlers.detail import DETAIL
from bot.handlers.draft import DRAFT
from bot.handlers.excuse import EXCUSE
from bot.handlers.fallback import FALLBACK
from bot.handlers.file_coming import FILE_COMING
from bot.handlers.help import HELP
from bot.handlers.list_affairs import LIST_AFFAIRS
from bot.handlers.list_drafting import LIST_DRAFTING
from bot.handlers.look import LOOK
from bot.handlers.objection import OBJECTION_VERB
from bot.handlers.occasion import OCCASION
from bot.handlers.picture import PICTURE
from bot.handlers.query import QUERY
from bot.handlers.register import REGISTER
from bot.handlers.report import REPORT
from bot.handlers.resend import RESEND
from bot.handlers.roster import ROSTER
from bot.handlers.steering import STEERING
from bot.handlers.table_file import TABLE_FILE
from bot.handlers.template import TEMPLATE
from bot.handlers.tip import TIP
from bot.handlers.tip_desk import TIP_DESK
from bot.handlers.tip_follow_up import TIP_FOLLOW_UP
from bot.handlers.tip_place import TIP_PLACE
from bot.handlers.urgent import URGENT_VERB
from bot.handlers.welcome import WELCOME
from bot.handlers.why import WHY
from bot.handlers.withdrawal import WITHDRAWAL

VERBS: tuple[Verb, ...] = (
    ALIASES,
    APPEAL,
    LIST_AFFAIRS,
    LIST_DRAFTING,
    CASE,
    APPROVAL,
    WHY,
    RESEND,
    STEERING,
    ROSTER,
    URGENT_VERB,
    DETAIL,
    OCCASION,
    EXCUSE,
    REGISTER,
    LOOK,
    TIP_DESK,
    TIP_FOLLOW_UP,
    TIP,
    TABLE_FILE,
    FILE_COMING,
    TEMPLATE,
    OBJECTION_VERB,
    WITHDRAWAL,
    CORRECTION,
    REPORT,
    DRAFT,
    QUERY,
    HELP,
    WELCOME,
    PICTURE,
    TIP_PLACE,
    FALLBACK,
)
