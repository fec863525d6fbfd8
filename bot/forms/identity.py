"""A relation that must hold among the figures of a report, and with those of the report before.

A newcomer's usual mistake is to write both sides into `message`: a ledger (`account`) tells them by itself.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

Severity = Literal["ask", "warn"]


class Identity(BaseModel):
    """A relation between fields that must hold where all of them are known; evaluated safely.

    `before.FIELD` in the expression is the unit's report of the period before; where that one is missing the identity
    is silent, unless `over_gaps` takes the last there is (a total that never falls). `account` names a ledger: the
    question then shows both sides by itself (`message` may stay away) and the one edit that would balance them.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    expression: str
    severity: Severity = "ask"
    code: Literal["sum_mismatch", "part_exceeds_whole"] = "sum_mismatch"
    fields: tuple[str, ...]
    message: str = ""
    account: str = ""
    over_gaps: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> "Identity":
        if not self.message and not self.account:
            raise ValueError('message is missing; write what does not fit, or account = "..." for a ledger')
        return self
