"""The usual stack: Flask, wechatpy and the SQLAlchemy ORM, one commit a message, under gunicorn.

    BENCH_DB=sqlite:///file.db gunicorn -b 127.0.0.1:PORT bench.usual:application

It parses the report with one regular expression a field, stores one row and answers encrypted: what
most bots of this kind do. SQLite runs with WAL and synchronous=FULL, as ours does.
"""

import os
import re
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, request
from sqlalchemy import create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from wechatpy.enterprise import create_reply, parse_message
from wechatpy.enterprise.crypto import WeChatCrypto

from bench.callbacks import AES_KEY, CORP, TOKEN

application = Flask(__name__)
crypto = WeChatCrypto(TOKEN, AES_KEY, CORP)
engine = create_engine(os.environ.get("BENCH_DB", "sqlite://"), connect_args={"timeout": 30})


@event.listens_for(engine, "connect")
def durable(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")


class Base(DeclarativeBase):
    pass


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    sender: Mapped[str] = mapped_column(index=True)
    text: Mapped[str]
    on_duty: Mapped[int | None]
    returned: Mapped[int | None]
    isolated: Mapped[int | None]
    abnormal: Mapped[int | None]
    masks: Mapped[int | None]
    received_at: Mapped[datetime]


if os.environ.get("BENCH_DB"):  # the second worker finds the table made
    Base.metadata.create_all(engine)


def figure(label: str, text: str) -> int | None:
    found = re.search(label + r"[^0-9]*(\d+)", text)
    return int(found.group(1)) if found else None


@application.post("/callback")
def callback() -> Response:
    query = request.args
    xml = crypto.decrypt_message(request.data, query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(xml)
    text = message.content
    with Session(engine) as session:
        session.add(
            Report(
                message_id=str(message.id),
                sender=message.source,
                text=text,
                on_duty=figure("在岗", text),
                returned=figure("返岗", text),
                isolated=figure("隔离", text),
                abnormal=figure("体温异常", text),
                masks=figure("口罩", text),
                received_at=datetime.now(UTC),  # noqa: TID251  # the usual stack asks the clock
            )
        )
        session.commit()
    reply = create_reply("已收到", message).render()
    body = crypto.encrypt_message(reply, query["nonce"], query["timestamp"])
    return Response(body, content_type="application/xml")
