"""Turns bodies, replies and destinations into JSON values and back, equal.

What is at its default is left out: most replies are one text, and they are kept for long.
"""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from typing import Any

from bot.messages import Attachment, Body, Button, Card, Destination, Entry, Reply

Shape = dict[str, Any]


def body_shape(body: Body) -> Shape:
    """What `body_from` takes back."""
    shape: Shape = {"head": body.head}
    if body.entries:
        shape["entries"] = [_entry_shape(entry) for entry in body.entries]
    if body.tail:
        shape["tail"] = body.tail
    if body.joiner != "\n":
        shape["joiner"] = body.joiner
    if body.mentions_each:
        shape["mentions_each"] = body.mentions_each
    return shape


def body_from(shape: Mapping[str, Any]) -> Body:
    """The body again."""
    entries = tuple(
        Entry(one["unit"], one["text"], tuple(one.get("mentions", ())), one.get("label", ""))
        for one in shape.get("entries", ())
    )
    return Body(shape["head"], entries, shape.get("tail", ""), shape.get("joiner", "\n"), shape.get("mentions_each", 0))


def _entry_shape(entry: Entry) -> Shape:
    shape: Shape = {"unit": entry.unit, "text": entry.text}
    if entry.mentions:
        shape["mentions"] = list(entry.mentions)
    if entry.label:
        shape["label"] = entry.label
    return shape


def reply_shape(reply: Reply) -> Shape:
    """What `reply_from` takes back."""
    shape: Shape = {"text": reply.text}
    if reply.mentions:
        shape["mentions"] = list(reply.mentions)
    if reply.to is not None:
        shape["to"] = {"group": reply.to.group, "member": reply.to.member, "channel": reply.to.channel}
    if reply.kind != "reply":
        shape["kind"] = reply.kind
    if reply.attachments:
        shape["attachments"] = [attachment_shape(one) for one in reply.attachments]
    if reply.card is not None:
        shape["card"] = card_shape(reply.card)
    if reply.settles is not None:
        shape["settles"] = card_shape(reply.settles)
    return shape


def reply_from(shape: Mapping[str, Any]) -> Reply:
    """The reply again, with its files."""
    to = shape.get("to")
    return Reply(
        text=shape["text"],
        mentions=tuple(shape.get("mentions", ())),
        to=Destination(**to) if to is not None else None,
        kind=shape.get("kind", "reply"),
        attachments=tuple(map(attachment_from, shape.get("attachments", ()))),
        card=card_from(shape["card"]) if "card" in shape else None,
        settles=card_from(shape["settles"]) if "settles" in shape else None,
    )


def card_shape(card: Card) -> Shape:
    """What `card_from` takes back."""
    shape: Shape = {"title": card.title}
    if card.lines:
        shape["lines"] = list(card.lines)
    if card.buttons:
        shape["buttons"] = [[button.label, button.words, button.style] for button in card.buttons]
    shape |= {name: value for name in ("about", "replaces") if (value := getattr(card, name))}
    return shape


def card_from(shape: Mapping[str, Any]) -> Card:
    """The card again."""
    buttons = tuple(Button(label, words, style) for label, words, style in shape.get("buttons", ()))
    return Card(
        shape["title"], tuple(shape.get("lines", ())), buttons, shape.get("about", ""), shape.get("replaces", "")
    )


def attachment_shape(attachment: Attachment) -> dict[str, str]:
    """Name, media type and the bytes in base 64, or the digest that they are found by."""
    shape = {"name": attachment.name, "media_type": attachment.media_type}
    if attachment.digest:
        return shape | {"digest": attachment.digest}
    return shape | {"content": b64encode(attachment.content).decode()}


def attachment_from(shape: Mapping[str, Any]) -> Attachment:
    """The file again."""
    content = b64decode(shape.get("content", ""))
    return Attachment(shape["name"], shape["media_type"], content, shape.get("digest", ""))
