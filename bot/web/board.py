"""The board: /board shows the day by grid on the command post's screen and renews itself.

It holds names and counts of units, so it is served to this machine only unless whoever runs it says otherwise.
"""

from collections.abc import Awaitable, Callable, Collection
from datetime import date
from html import escape
from pathlib import Path

from aiohttp import web

from bot.views.board import Board, GridLine
from bot.web.app import AddRoutes
from bot.web.same_origin import SameOrigin

STATIC = Path(__file__).parent / "static"
RENEWED = 30  # seconds
CSP = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

Compose = Callable[[date | None], Awaitable[tuple[Board, str]]]
"""The board of a day (None: today) and the moment it was counted at, as people write it."""


def board_pages(compose: Compose, *, remote: bool = False, hosts: Collection[str] = ()) -> AddRoutes:
    """Mounts /board. `compose` reads the figures; a day is chosen with ?day=2020-03-05."""
    guard = SameOrigin(remote=remote, hosts=hosts)
    style = (STATIC / "board.css").read_text(encoding="utf-8")

    async def page(request: web.Request) -> web.Response:
        guard.check(request)
        asked = request.query.get("day", "")
        try:
            chosen = date.fromisoformat(asked) if asked else None
        except ValueError:
            return web.Response(status=400, text="day: write it like 2020-03-05\n")
        shown, at = await compose(chosen)
        return web.Response(text=_html(shown, at), content_type="text/html", headers={"Content-Security-Policy": CSP})

    async def css(_request: web.Request) -> web.Response:
        return web.Response(text=style, content_type="text/css")

    def add_routes(application: web.Application) -> None:
        application.add_routes([web.get("/board", page), web.get("/board/board.css", css)])

    return add_routes


def _html(shown: Board, at: str) -> str:
    """The page; every text is escaped here, whatever a unit is called."""
    tiles = "".join(_tile(*tile) for tile in (*shown.covered, *shown.rates))
    sums = "".join(f"<tr><th>{escape(name)}</th><td>{escape(said)}</td></tr>" for name, said in shown.sums)
    grids = "".join(_grid(line) for line in shown.grids)
    heads = "".join(f"<th>{head}</th>" for head in ("网格", "已报/应报", "迟报", "免报", "未报单位"))
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="{RENEWED}"><title>看板 · {escape(shown.title)}</title>'
        '<link rel="stylesheet" href="/board/board.css"></head><body>'
        f"<header><h1>{escape(shown.title)}</h1><p>截至 {escape(at)}，每{RENEWED}秒更新</p></header>"
        f'<section class="tiles">{tiles}</section>'
        f'<section><h2>各网格</h2><table class="grids"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{grids}</tbody></table></section>"
        f'<section><h2>合计</h2><table class="sums"><tbody>{sums}</tbody></table>'
        "<p>未报单位的数不在合计内。</p></section></body></html>"
    )


def _tile(name: str, said: str) -> str:
    fraction, _, percent = said.partition("＝")
    big, small = (percent, fraction) if percent else (fraction, "")
    return f"<div><span>{escape(name)}</span><b>{escape(big)}</b><small>{escape(small)}</small></div>"


def _grid(line: GridLine) -> str:
    state = "all" if not line.missing else "some" if line.done else "none"
    names = "、".join(line.missing) + (f"等{len(line.missing) + line.more}家" if line.more else "")
    return (
        f'<tr class="{state}"><th>{escape(line.name)}</th><td>{line.done}/{line.owed}</td><td>{line.late or ""}</td>'
        f"<td>{line.exempt or ''}</td><td>{escape(names) or '报齐'}</td></tr>"
    )
