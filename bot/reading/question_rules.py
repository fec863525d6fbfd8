"""The grammar of questions: rules over the concepts of question_words.py; question_intent.py says what they are for.

How a rule is written stands at `Alphabet.rule`. A newcomer's usual mistake is to make a rule so long that only one
sentence fits it: a rule names two or three concepts and the gap that may lie between them.
"""

from bot.reading.question_words import ALPHABET

_rule = ALPHABET.rule
_PLACES = ",|unit|grid|day|kind|whole|mine|form|figure|sum|people"
"""What a question may be about; a text of nothing else is a bare one."""

# the mood
ASKS = _rule("ask", "reported", "may", "why", "which", "many", "units", "heads", "how", "what")
WANTS = _rule("show", "reported", "ask", "which", "many", "units", "heads", "how", "what", "state")

# status
PROGRESS = _rule(
    f"^ report|{_PLACES}* progress state|ask|many|how|what|all|which* $", "form|report progress",
    "progress state|how $",
)  # fmt: skip
BOT_STATE = _rule(
    "bot ,? alive|there", "alive|there ask|not* bot $", "bot ~4 alive|there|missed", "bot ~4 ask|not ~2 alive|there"
)
YOU_STATE = _rule("you ~3 alive", "^ alive ask+ $", "^ alive there $", "^ bot there $")
BARE_STATE = _rule("^ you|bot|day|alive|there|not* alive|there you|bot|alive|there|not|ask|how* $")

# help
MANUAL = _rule("manual")
TEMPLATE = _rule("template")
BY_TEMPLATE = _rule("template ~2 report|write|order|hurry")
TEMPLATE_ASKED = _rule("template ~4 ask|show|send|what|which|write", "ask|show|send|what|how|not ~5 template")
HOW = _rule(
    "how can|day|form|table|me|figure|kind|whole|unit|show|grid|you|youall* report|write|send|wrong|manual|export|urge",
    "how show", "how form|template|table|bot", "how write you|bot", "wrong ~2 how",
    "report|write ~1 how|not $",
)  # fmt: skip
HOW_NOT = _rule("how can* not", "how can* youall !write")
WHAT = _rule(
    "report|write|send form|me* what", "report|write|send form* which !kind|report|not",
    "form which|what write|report",
)  # fmt: skip
ABILITY = _rule(
    "you|bot ~1 can|write|manual ~1 what|which", "you|bot ~2 what ~2 manual|write|can",
    "can show|write|report* what", "can show which", "^ bot how", "write you|bot",
)  # fmt: skip
THIS_ONE = _rule("figure", "^ this how|what")
OF_REPORTS = _rule("form|report|wrong|you|bot|template|manual")

# export
EXPORT = _rule("export")
TABLE_WANTED = _rule("show|send|write ~6 table", "table ~5 show|send")
TABLE_ASKED = _rule("ask ~2 table", "table ask $")
TABLE_BARE = _rule(f"^ {_PLACES}|list|state* table list|ask* $")
TABLE_SENT = _rule("table send $", "table ~3 order|hurry")

# who is missing, and reminders
NOT_REPORTED = _rule(
    "not unit|form|day|kind|can|figure|table* report|send|write", "missed", "report not|lack $", "lack form",
)  # fmt: skip
EXCUSED = _rule(
    "which|units|list|many|heads|show ~4 excused", "excused ~3 which|units|list|many|state|heads",
    "^ day|grid|mine|whole|kind* excused list|state|kind|ask+ $",
)  # fmt: skip
URGE = _rule("urge")
CALL = _rule(
    "call not|unit|kind|grid|them|which|whole|mine ~5 report|write|send|hurry", "not ~1 report ~3 call",
    "unit ~3 not ~1 report ~4 call",
)  # fmt: skip
NO_URGE = _rule(
    "ack", "me|later|said|done|already ~2 urge", "urge me", "^ urge ,", "dont|not urge", "urge all",
    "order ~3 urge", "urge done",
)  # fmt: skip
TO_ALL = _rule("urge|call whole", "urge|call order", "you|youall urge")

# rates
RATE = _rule("rate")
RESUMED = _rule(
    "resume ~3 units", "units ~4 resume", "resume ~1 many kind", "many ~1 kind ~3 resume",
    "resume ~2 kind units", "resume ~1 kind ~2 many", "kind ~1 resume ask",
)  # fmt: skip

# one's own report
RECEIVED = _rule("receipt|got ~2 ask", "ask ~2 receipt|got|report", "receipt $")
OWN_REPORT = _rule(
    "report ~3 ask|many|what|heads|units", "ask ~2 report", "report ~1 all ask", "lack what|which",
    "report which write", "missed ask", "me ~2 how report", "reported",
)  # fmt: skip
ME = _rule("me")
OTHERS = _rule("which ~3 not", "not ~2 report ~3 which", "them|youall")
OWN_FIGURE = _rule("me ~3 form|figure", "show ~2 me ~2 report", "me ~2 report form|figure|many")
MINE = _rule("me", "^ day", "^ unit", "form", "receipt|got")
NOT_OWN = _rule("later", "may", "^ can|ask ~2 report", "off")

# trends
CHANGE = _rule("change")
COMPARED = _rule("day ~4 against", "against ~2 day", f"against ~3 {_PLACES}", "figure ~3 against")
ONLY_DAYS = _rule("^ day ask* $")
DAILY = _rule("daily ~3 figure|form|report|people|many|state", "figure|form ~3 daily", "daily show")
SUMS = _rule("sum", "report|missed", "not")

# who is missing, without the word
LACKS = _rule(
    "lack ~2 which|units|many|kind|ask", "which|units ~3 lack", "which ~5 not", "report ~1 all ask", "lack $",
    f"^ {_PLACES}+ which ask* $", "which not $", "all ask", "which missed|lack",
)  # fmt: skip
SHORT_OF_UNITS = _rule("lack ~1 which|units|kind", "not ~4 report|send", "missed", "report ~1 all")
ALL_REPORTED = _rule("reported $", "report all? ask+ $", "ask ~1 report all? $")
MISSING_BARE = _rule(f"^ {_PLACES}|daily|not|report|missed|list|lack|all|send|table* ask* $")

# one unit
UNIT_ASKED = _rule(
    "many|units|heads|show|state|ask|what|resume|send|report|receipt|got|list|table|form|figure|sum|people|against|how|reported",
    "excused ~1 ask|state",
)  # fmt: skip
EXCUSED_SAID = _rule("excused $", "excused ,")
UNIT_BARE = _rule(f"^ {_PLACES}|report|state|list|table|resume* ask* $")

# summaries
SUM = _rule("sum")
ONLY_ASKS = _rule("^ ask+ $")
REPORTS_COME = _rule(
    "report|receipt|got ~2 units|many|heads", "units ~3 report|receipt|got", "report|form ~2 state", "form ~2 how $",
)  # fmt: skip
FIGURE_ASKED = _rule(
    "figure|form|whole|grid|mine|kind|people ~5 many|heads|state|ask|show|how|what",
    "many|heads|ask|show ~4 figure|form|grid|state",
)  # fmt: skip
SUMMARY_BARE = _rule(f"^ {_PLACES}|state|list* ask* $")
SUMMARY_CORE = _rule(
    "figure ~3 people|form|figure", "whole|kind|grid|mine ~2 figure|form|state|sum",
    "figure|form|state ~3 whole|kind|grid|mine", "day ~2 form|state|sum", "^ day? figure people* ask* $",
    "^ day? form $", "people figure",
)  # fmt: skip

# whether it is meant for the bot
ORDER = _rule("order", "hurry")
TO_PEOPLE = _rule("youall", "^ you !alive|there|bot", ", you")
OFF_TOPIC = _rule("off")
OFF = _rule("off", "later", "dont", "why", "wrong")
NOUN = _rule("rate $")
SPOKEN = _rule("said", "done", "already", "ack", "me", "^ receipt|got ,", "^ receipt|got $")
