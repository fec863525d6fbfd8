"""The machine of a case type as a picture: lines of text for a chat, and an SVG for a page.

States stand one below the other in the order of the file; every way keeps a lane of its own at the right, so that no
label lies on another.
"""

from html import escape

from bot.cases.definition import CALLED, CaseType

_BOX, _HIGH, _GAP, _LANE, _LEFT = 150, 44, 70, 34, 20

_ARROW = (
    '<defs><marker id="tip" markerWidth="9" markerHeight="8" refX="8" refY="4" orient="auto">'
    '<path d="M0 0 9 4 0 8z"/></marker></defs>'
)


def as_text(case: CaseType) -> str:
    """One line a state, and under it one line a way."""
    lines = [f"{case.title}（{case.prefix}）"]
    for state in case.states:
        deadline = case.deadline_of(state.key)
        waits = "、".join(CALLED[who] for who in state.waits_for)
        told = f"，等{waits}" if waits else ""
        told += f"，{deadline.days}天内" if deadline else ""
        lines.append(f"{'■' if state.final else '□'} {state.name}{told}{'，终点' if state.final else ''}")
        for way in case.ways_out_of(state.key):
            able = "、".join(CALLED[who] for who in way.by)
            not_by = "，不得是" + "、".join(CALLED[who] for who in way.not_by) if way.not_by else ""
            lines.append(f"    {way.words[0]} → {case.state(way.to).name}（{able}{not_by}）")
    return "\n".join(lines) + "\n"


def as_svg(case: CaseType) -> str:
    """A picture that stands for itself: no script, no outside font."""
    top = {state.key: 20 + at * (_HIGH + _GAP) for at, state in enumerate(case.states)}
    lanes = [(start, way) for way in case.ways for start in way.at]
    widest = max(len(way.words[0]) for _, way in lanes) * 14
    width = _LEFT + _BOX + _LANE * (len(lanes) + 1) + widest
    height = 20 + len(case.states) * (_HIGH + _GAP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif">',
        f"<title>{escape(case.title)}</title>",
        _ARROW,
    ]
    for state in case.states:
        y, thick = top[state.key], 3 if state.final else 1
        parts.append(
            f'<rect x="{_LEFT}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="6" fill="#fff" stroke="#333" '
            f'stroke-width="{thick}"/>'
        )
        middle = _LEFT + _BOX // 2
        parts.append(f'<text x="{middle}" y="{y + 28}" text-anchor="middle">{escape(state.name)}</text>')
    edge = _LEFT + _BOX
    for at, (start, way) in enumerate(lanes):
        lane = edge + _LANE * (at + 1)
        spread = 4 + (at * 36) // len(lanes)
        y1, y2 = top[start] + spread, top[way.to] + (spread if way.to != start else _HIGH - 2)
        parts.append(
            f'<path d="M{edge} {y1}H{lane}V{y2}H{edge + 2}" fill="none" stroke="#555" marker-end="url(#tip)"/>'
        )
        label = (y1 + y2) // 2 + (at % 3 - 1) * 16
        parts.append(f'<text x="{lane + 3}" y="{label}" font-size="12">{escape(way.words[0])}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"
