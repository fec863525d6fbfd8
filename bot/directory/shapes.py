"""The tables of a directory and their columns (CONTRACT section 3), in the order in which they are written."""

from bot.directory.tables import Shape

AREAS = Shape("areas", ("id", "name", "parent", "kind", "sector", "number"), ("id", "name"))
UNITS = Shape(
    "units",
    ("id", "name", "kind", "area", "aliases", "tags", "staff", "active_from", "active_to"),
    ("id", "name", "kind", "area"),
)
MEMBERS = Shape("members", ("user_id", "name", "role", "units", "areas", "phone", "title"), ("user_id", "name", "role"))
GROUPS = Shape(
    "groups",
    ("id", "name", "kind", "channel", "chat_id", "post_channel", "post_chat_id", "areas", "hears"),
    ("id", "name", "kind", "channel", "chat_id"),
)
EXEMPTIONS = Shape("exemptions", ("unit", "form", "from", "to", "reason", "approved_by"), ("unit", "form", "from"))

SHAPES = (AREAS, UNITS, MEMBERS, GROUPS, EXEMPTIONS)
MAY_BE_ABSENT = frozenset({"exemptions"})
