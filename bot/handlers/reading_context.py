"""What a verb hands to reading when it reads something else than the message's text: a file, an answer to a number."""

from bot.forms.definition import FormDef
from bot.handlers.base import Request
from bot.reading.meaning import Context


def context_of(request: Request, form: FormDef | None = None) -> Context:
    """The message's own circumstances; `form` is what is read against, the first one where none is given."""
    return Context(
        sender=request.member,
        group=request.group,
        now=request.inbound.sent_at,
        zone=request.zone,
        directory=request.directory,
        form=form or request.preset.forms[0],
        forms=request.preset.forms,
        bot_name=request.bot_name,
        mentions_bot=request.inbound.mentions_bot,
        private=request.private,
    )


def is_called(request: Request) -> bool:
    """Whether the message is for the bot: in private, by a mention, or by quoting it."""
    quote = request.inbound.quote
    by_name = f"@{request.bot_name}" in request.inbound.text
    quoted = quote is not None and quote.sender in (request.bot_name, "bot")
    return request.private or bool(request.inbound.mentions_bot) or by_name or quoted
