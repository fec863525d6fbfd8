"""Encrypted WeCom callbacks made beforehand, so that the load generator only writes bytes.

Every message has its own id and a real daily report in it; the keys are public samples.
"""

import base64
import hashlib
import os
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

TOKEN = "benchTOKEN2026"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CORP = "ww0123456789abcdef"
AGENT = "1000002"
BLOCK = 32


def encrypted(plain: bytes, receiver: str = CORP) -> str:
    key = base64.b64decode(AES_KEY + "=")
    body = os.urandom(16) + struct.pack(">I", len(plain)) + plain + receiver.encode()
    pad = BLOCK - len(body) % BLOCK
    body += bytes([pad]) * pad
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(body) + cipher.finalize()).decode()


def signature(*parts: str) -> str:
    return hashlib.sha1("".join(sorted((TOKEN, *parts))).encode(), usedforsecurity=False).hexdigest()


def report_text(number: int) -> str:
    on_duty = 80 + number % 400
    return f"今日在岗{on_duty}人，累计返岗{on_duty + 12}人，隔离观察0人，体温异常0人，口罩库存{500 + number % 900}只"


def request(number: int, *, path: str, user: str, moment: int, text: str | None = None) -> bytes:
    """One whole HTTP/1.1 request, keep-alive, ready for the socket."""
    plain = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
        f"<CreateTime>{moment}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text or report_text(number)}]]></Content><MsgId>{7_000_000_000 + number}</MsgId>"
        f"<AgentID>{AGENT}</AgentID></xml>"
    )
    secret = encrypted(plain.encode())
    body = (
        f"<xml><ToUserName><![CDATA[{CORP}]]></ToUserName><AgentID><![CDATA[{AGENT}]]></AgentID>"
        f"<Encrypt><![CDATA[{secret}]]></Encrypt></xml>"
    ).encode()
    nonce = str(1_000_000 + number)
    query = f"msg_signature={signature(str(moment), nonce, secret)}&timestamp={moment}&nonce={nonce}"
    head = (
        f"POST {path}?{query} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml\r\n"
        f"Content-Length: {len(body)}\r\nConnection: keep-alive\r\n\r\n"
    )
    return head.encode() + body
