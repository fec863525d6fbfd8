"""How a reply gets back: in the platform's own answer to the call, or through the outbox.

Only one text fits into a platform's answer, and only where the platform reads it; everything else waits in
the outbox, committed together with the message that it answers.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.directory.model import Directory
from bot.messages import CARD, PRESS, Body, Card, Destination, Inbound, Outbound, Reply
from bot.store.unit_of_work import UnitOfWork

PASSIVE_BYTES = 2048  # what WeCom carries in the answer to a callback (reference: wecom 1.7)


def carried_by(inbound: Inbound, replies: Sequence[Reply]) -> tuple[Reply, ...]:
    """The one reply that the platform's answer to this call carries, or nothing."""
    own = [reply for reply in replies if reply.to is None]
    if not inbound.passive or len(own) != 1 or own[0].attachments or len(own[0].text.encode()) > PASSIVE_BYTES:
        return ()
    if own[0].card is not None and not inbound.passive_card:
        return ()
    return (own[0],)


def card_of(inbound: Inbound, replies: Sequence[Reply]) -> Card | None:
    """The card of the platform's own answer: what a pressed one becomes, else the one beside the text carried."""
    if inbound.event == PRESS:
        return next((reply.settles for reply in replies if reply.settles is not None), None)
    return next((reply.card for reply in carried_by(inbound, replies)), None)


CHANGEABLE = timedelta(hours=70)  # the platform says 72


async def change_elsewhere(uow: UnitOfWork, inbound: Inbound, replies: Sequence[Reply], *, now: datetime) -> None:
    """Somebody decided: the cards that others have of it show so too, where their platform can change them.

    His own, if he pressed it, changes by the platform's answer to the press.
    """
    for settled in (reply.settles for reply in replies if reply.settles is not None and reply.settles.about):
        for shown in await uow.outbox.shown_cards(settled.about, since=now - CHANGEABLE):
            if inbound.event == PRESS and shown.member == inbound.sender:
                continue
            to = Destination(member=shown.member, channel=shown.channel or None)
            card = replace(settled, replaces=shown.code)
            key = f"{CARD}{shown.row}"  # a code is good once
            uow.outbox.put(
                Outbound(key, "reply", to, Body(""), now, priority=6, expires_at=now + CHANGEABLE, card=card)
            )


def outbound(reply: Reply, inbound: Inbound, directory: Directory, *, number: int, now: datetime) -> Outbound:
    """The reply as a message of the outbox. `number`: its place among the replies to this message."""
    return Outbound(
        key=f"reply:{inbound.channel}:{inbound.message_id}:{inbound.digest[:16]}:{number}",
        kind=reply.kind,
        to=_elsewhere(reply.to, inbound) if reply.to is not None else _back_to(inbound, directory),
        body=Body(reply.text),
        due_at=now,
        mentions=reply.mentions,
        priority=1 if reply.kind == "alert" else 3,
        in_reply_to=inbound.message_id,
        attachments=reply.attachments,
        card=reply.card,
    )


def _elsewhere(to: Destination, inbound: Inbound) -> Destination:
    """Where a handler wants it; a channel that only answers says nothing to anybody else."""
    return replace(to, channel=None) if inbound.answers_only and to.channel == inbound.channel else to


def _back_to(inbound: Inbound, directory: Directory) -> Destination:
    """The way the message came: the group's own id where a file names it, else the platform's."""
    if inbound.chat is not None:
        group = directory.group_at(inbound.channel, inbound.chat)
        return Destination(group=group.id if group else inbound.chat, channel=inbound.channel)
    return Destination(member=inbound.sender, channel=inbound.channel)
