"""The files of a tip-off and who told: whose case a picture is for, and where news of it goes."""

from bot.handlers.base import Request
from bot.messages import Destination
from bot.store.unit_of_work import UnitOfWork


async def teller_of(uow: UnitOfWork, number: str) -> Destination | None:
    """Only ever put into a message that the outbox seals; None: an unknown number."""
    return await uow.tips.reply_address(number)


async def newest_open_of(request: Request) -> str | None:
    """The sender's newest tip-off that is not closed."""
    inbound = request.inbound
    numbers = await request.uow.tips.numbers_of_sender(sender=inbound.sender, channel=inbound.channel)
    for number in reversed(numbers):
        tip = await request.uow.tips.get(number)
        if tip is not None and tip.state != "closed":
            return number
    return None
