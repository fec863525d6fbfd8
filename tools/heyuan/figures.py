"""The day's figures: every unit's own, so that the enterprises add up to the article's totals exactly.

A newcomer's usual mistake is to round each unit's share and hope: shares are rounded down and what is left
is given out one by one in a fixed order.
"""

from dataclasses import dataclass
from random import Random

from heyuan.district import District, Unit

RETURNED, LOCAL, NONLOCAL, OUT_OF_PROVINCE = 37873, 23730, 14143, 8674
RESUMED, RESUMED_ABOVE_SCALE = 256, 102
NEVER_REPORTING = 5
"""Enterprises that stay silent all day; none of them has resumed."""


@dataclass
class Figures:
    """What a unit has to say today; None: it says nothing of it."""

    on_duty: int
    resumed: bool | None = None
    returned_total: int | None = None
    returned_local: int | None = None
    returned_nonlocal: int | None = None
    returned_out_of_province: int | None = None
    hubei_staff: int | None = None
    isolated: int | None = None
    abnormal_temp: int | None = 0
    masks_stock: int | None = None

    def stated(self) -> dict[str, int | bool]:
        """Field keys of the form with what is said of them."""
        return {key: value for key, value in vars(self).items() if value is not None}


def _share_out(total: int, weights: list[float], floors: list[int], tops: list[int]) -> list[int]:
    """Whole numbers in proportion to `weights`, each within its floor and top, with exactly this sum."""
    scale = total / sum(weights)
    shares = [min(max(int(w * scale), low), top) for w, low, top in zip(weights, floors, tops, strict=True)]
    order = sorted(range(len(shares)), key=lambda i: (-weights[i], i))
    while (left := total - sum(shares)) != 0:
        step = 1 if left > 0 else -1
        room = [i for i in order if floors[i] <= shares[i] + step <= tops[i]]
        if not room:
            raise ValueError("the totals cannot be reached")
        for i in room[: abs(left)]:
            shares[i] += step
    return shares


def _masks(rng: Random, people: int) -> int:
    return max(20, people * rng.randint(3, 30) // 10 * 10)


def enterprises(rng: Random, district: District) -> tuple[dict[str, Figures], list[Unit]]:
    """Figures of the enterprises by unit id, and those that never report."""
    every = district.of_kind("enterprise")
    above = [u for u in every if u.above_scale]
    below = [u for u in every if not u.above_scale]
    idle = rng.sample(above[20:], len(above) - RESUMED_ABOVE_SCALE)
    idle += rng.sample(below, len(below) - (RESUMED - RESUMED_ABOVE_SCALE))
    idle_ids = {u.id for u in idle}
    working = [u for u in every if u.id not in idle_ids]
    weights = [rng.lognormvariate(5.45 if u.above_scale else 3.7, 0.55) for u in working]
    weights[[u.short for u in working].index("中光电")] *= 8
    totals = _share_out(RETURNED, weights, [6] * len(working), [4000] * len(working))
    local = _share_out(LOCAL, [t * rng.uniform(0.45, 0.8) for t in totals], [1] * len(working), totals)
    nonlocal_ = [t - x for t, x in zip(totals, local, strict=True)]
    outside = _share_out(OUT_OF_PROVINCE, [n * rng.uniform(0.4, 0.8) for n in nonlocal_], [0] * len(working), nonlocal_)
    found: dict[str, Figures] = {}
    for unit, total, inside, away, far in zip(working, totals, local, nonlocal_, outside, strict=True):
        on_duty = total - rng.randint(0, max(1, total // 18))
        unit.staff = total + rng.randint(total // 20, total // 3 + 3)
        found[unit.id] = Figures(
            on_duty=on_duty, resumed=True, returned_total=total, returned_local=inside, returned_nonlocal=away,
            returned_out_of_province=far,
            hubei_staff=rng.choice((0, 0, 0, 1, 2)) if far > 3 else 0,
            isolated=rng.choice((0, 0, 0, 0, 1, 2)) if total > 30 else 0,
            abnormal_temp=0,
            masks_stock=_masks(rng, total),
        )  # fmt: skip
    for unit in idle:
        unit.staff = rng.randint(12, 90)
        found[unit.id] = Figures(rng.randint(1, 6), resumed=False, isolated=0)
    silent = [u for u in idle if not u.above_scale][:NEVER_REPORTING]
    for unit in silent:
        del found[unit.id]
    return found, silent


def others(rng: Random, district: District) -> dict[str, Figures]:
    """Figures of sites, shops, compounds, schools and hotels by unit id."""
    sizes = {"site": (18, 220), "shop": (2, 8), "community": (10, 34), "school": (4, 14), "hotel": (12, 40)}
    found: dict[str, Figures] = {}
    for unit in district.units:
        if unit.kind == "enterprise":
            continue
        low, high = sizes[unit.kind]
        people = rng.randint(low, high)
        unit.staff = people + rng.randint(0, people // 2 + 1)
        figures = Figures(people, masks_stock=_masks(rng, people))
        if unit.kind == "site":
            figures.resumed = rng.random() < 0.8
            if not figures.resumed:
                figures.on_duty, figures.masks_stock, figures.isolated = rng.randint(1, 6), None, 0
        found[unit.id] = figures
    return found
