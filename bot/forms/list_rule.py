"""When a missed duty may be put on a list, as data of a form: `[criticism]`.

Nothing here names anybody: it only says whom a draft puts before an approver, and whom it merely notes.
"""

from pydantic import BaseModel, ConfigDict, Field


class ListRule(BaseModel):
    """From which miss on a unit may be listed; whoever has fewer is noted and reminded.

    `in_a_row`: so many in a row, this one included; `in_week`: or so many within seven days (0: does not count).
    `unmended`: a miss that was mended later does not count. `forgiven_after`: so many duties in a row done, and what
    was before is forgotten.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    in_a_row: int = Field(default=1, ge=1, le=30)
    in_week: int = Field(default=0, ge=0, le=21)
    unmended: bool = False
    forgiven_after: int = Field(default=7, ge=1, le=60)
