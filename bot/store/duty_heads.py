"""Reports of several days that count for one duty: three patrols a week, a report that holds for two days. Pure.

What comes out looks like the heads of a day, so that counting, reminding and criticism need not know the difference.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.store.records import StoredReport


def joined(heads: Iterable[StoredReport], duty: date, *, wanted: int) -> dict[str, StoredReport]:
    """By unit the newest of its reports, as of the period `duty`; it counts when `wanted` days have one that counts."""
    days: dict[str, int] = {}
    newest: dict[str, StoredReport] = {}
    for head in sorted(heads, key=lambda head: head.period):
        days[head.unit] = days.get(head.unit, 0) + head.counts
        if head.counts or not (head.unit in newest and newest[head.unit].counts):
            newest[head.unit] = head
    return {
        unit: replace(head, period=duty, complete=head.complete and days[unit] >= wanted)
        for unit, head in newest.items()
    }
