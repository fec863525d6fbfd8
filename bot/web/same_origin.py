"""Keeps a local page local: which host names and which pages may talk to it.

A page on the open internet can make a browser send requests to 127.0.0.1, and a name of its own can be
made to point there. So the Host must be ours, and whatever writes must come from our own page.
"""

from collections.abc import Collection
from ipaddress import ip_address
from urllib.parse import urlsplit

from aiohttp import web


class SameOrigin:
    """`remote` lets other machines in, by address; `hosts` are further names that they may use."""

    def __init__(self, *, remote: bool = False, hosts: Collection[str] = ()) -> None:
        self._remote = remote
        self._hosts = frozenset(name.lower() for name in hosts) | {"localhost"}

    def check(self, request: web.Request) -> None:
        """Raises HTTPForbidden where the caller or the name he called may not be served."""
        if not self._remote and not _is_loopback(request.remote or ""):
            raise web.HTTPForbidden(text="The chat page serves this machine only.\n")
        if not self._is_ours(_name_in(request.host)):
            raise web.HTTPForbidden(text="The chat page does not go by this name.\n")

    def check_writing(self, request: web.Request) -> None:
        """`check`, and the request comes from our page: no other origin. Tools send no Origin at all."""
        self.check(request)
        origin = request.headers.get("Origin")
        if origin is not None and origin.lower() not in _origins_of(request.host.lower()):
            raise web.HTTPForbidden(text="Only the chat page itself may do this.\n")
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
            raise web.HTTPForbidden(text="Only the chat page itself may do this.\n")

    def _is_ours(self, name: str) -> bool:
        """A name can be made to point anywhere, an address cannot."""
        if name in self._hosts or _is_loopback(name):
            return True
        return self._remote and _is_address(name)


def _origins_of(host: str) -> tuple[str, str]:
    """Behind whatever ends TLS for us our own page is https, too."""
    return f"http://{host}", f"https://{host}"


def _name_in(host: str) -> str:
    """The name without its port; "" for what is no host at all."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    if not _is_address(name):
        return False
    address = ip_address(name)
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
