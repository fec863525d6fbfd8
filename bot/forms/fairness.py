"""How public criticism is kept fair in a district, as data of preset.toml: `[criticism]`.

Days are working days of the district's calendar; what is not written keeps the careful default.
"""

from pydantic import Field

from bot.forms.definition import Frozen


class Fairness(Frozen):
    """`object_within`: so long after a list was posted a unit may object. `decide_within`: so long until it is
    answered."""

    object_within: int = Field(default=3, ge=1, le=30)
    decide_within: int = Field(default=3, ge=1, le=30)
