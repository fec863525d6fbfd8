"""The codec against published vectors, against wechatpy as a second opinion, and against liars."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC
from hypothesis import given, settings
from hypothesis import strategies as st
from wechatpy.enterprise import WeChatCrypto

from bot.channels.codec import BODY_CAP, Codec, encrypted_part, signature_of
from bot.errors import ForgedCallback

VECTORS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("wecom_vectors.json").read_text("utf-8"))["vectors"]
A1 = next(v for v in VECTORS if v["id"] == "A1")
A5 = next(v for v in VECTORS if v["id"] == "A5")


def codec_of(vector: dict[str, Any], **changed: Any) -> Codec:
    parts = {name: vector[name] for name in ("token", "aes_key", "receive_id")} | changed
    return Codec(**parts)


def moment(vector: dict[str, Any], *, off: float = 0) -> datetime:
    return datetime.fromtimestamp(int(vector["timestamp"]), UTC) + timedelta(seconds=off)


def opened(vector: dict[str, Any], *, off: float = 0, **changed: Any) -> bytes:
    parts = {name: vector[name] for name in ("signature", "timestamp", "nonce")} | changed
    encrypted = parts.pop("encrypt", vector["encrypt"])
    return codec_of(vector).open(encrypted.encode(), now=moment(vector, off=off), **parts)


def wrapped(plain: bytes, vector: dict[str, Any] = A5) -> str:
    """Encrypt arbitrary bytes with the vector's key: what only an insider or a broken sender could make."""
    key = base64.b64decode(vector["aes_key"] + "=")
    encryptor = Cipher(AES(key), CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(plain) + encryptor.finalize()).decode()


def signed(encrypted: str, vector: dict[str, Any] = A5) -> dict[str, str]:
    return {
        "encrypt": encrypted,
        "signature": signature_of(vector["token"], vector["timestamp"], vector["nonce"], encrypted.encode()),
    }


def padded(
    message: bytes, *, length: int | None = None, receiver: bytes | None = None, pad: bytes | None = None
) -> bytes:
    receiver = A5["receive_id"].encode() if receiver is None else receiver
    whole = b"C" * 16 + (len(message) if length is None else length).to_bytes(4, "big") + message + receiver
    size = 32 - len(whole) % 32
    return whole + (bytes([size]) * size if pad is None else pad)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_a_published_vector_opens(vector: dict[str, Any]) -> None:
    assert opened(vector) == vector["plaintext"].encode()


@pytest.mark.parametrize("vector", [v for v in VECTORS if "random" in v], ids=lambda v: v["id"])
def test_a_vector_with_known_random_bytes_is_made_again_to_the_byte(vector: dict[str, Any]) -> None:
    codec = codec_of(vector, random_bytes=lambda size: vector["random"].encode()[:size])
    assert codec.encrypt(vector["plaintext"].encode()) == vector["encrypt"].encode()
    envelope = codec.envelope(vector["plaintext"].encode(), timestamp=vector["timestamp"], nonce=vector["nonce"])
    assert encrypted_part(envelope) == vector["encrypt"].encode()
    assert f"<MsgSignature><![CDATA[{vector['signature']}]]>".encode() in envelope


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["id"])
def test_wechatpy_opens_what_we_seal_and_we_open_what_it_seals(vector: dict[str, Any]) -> None:
    other = WeChatCrypto(vector["token"], vector["aes_key"], vector["receive_id"])
    codec, timestamp, nonce = codec_of(vector), vector["timestamp"], vector["nonce"]
    text = f"<xml>{vector['plaintext'].encode().hex()} 你好 ]]></xml>"

    ours = codec.encrypt(text.encode()).decode()
    signature = signature_of(vector["token"], timestamp, nonce, ours.encode())
    assert other.decrypt_message({"Encrypt": ours}, signature, timestamp, nonce) == text

    theirs = encrypted_part(other.encrypt_message(text, nonce, timestamp).encode())
    signature = signature_of(vector["token"], timestamp, nonce, theirs)
    assert (
        codec.open(theirs, signature=signature, timestamp=timestamp, nonce=nonce, now=moment(vector)) == text.encode()
    )


def test_one_changed_character_of_the_signature_is_refused_wherever_it_stands() -> None:
    for place, letter in enumerate(A1["signature"]):
        wrong = A1["signature"][:place] + ("0" if letter != "0" else "1") + A1["signature"][place + 1 :]
        with pytest.raises(ForgedCallback, match="signature"):
            opened(A1, signature=wrong)


@pytest.mark.parametrize("signature", ["", "签名", "\ud800", "0" * 39, A1["signature"].upper(), A1["signature"] + "0"])
def test_a_signature_of_another_shape_is_refused_and_never_an_error(signature: str) -> None:
    with pytest.raises(ForgedCallback, match="signature"):
        opened(A1, signature=signature)


@pytest.mark.parametrize(
    "timestamp", ["", "176722560", "14096598135", "１７６７２２５６００", "-767225600", "1767225.00"]
)
def test_a_timestamp_that_is_not_ten_digits_is_refused(timestamp: str) -> None:
    signature = signature_of(A1["token"], timestamp, A1["nonce"], A1["encrypt"].encode())
    with pytest.raises(ForgedCallback, match="ten digits"):
        opened(A1, timestamp=timestamp, signature=signature)


def test_a_digit_that_wandered_between_timestamp_and_nonce_is_refused_though_the_signature_holds() -> None:
    moved = A1["timestamp"] + A1["nonce"]
    with pytest.raises(ForgedCallback, match="ten digits"):
        opened(A1, timestamp=moved[:11], nonce=moved[11:])


@pytest.mark.parametrize(("off", "believed"), [(-301, False), (-300, True), (300, True), (301, False), (86_400, False)])
def test_a_call_is_believed_for_five_minutes_each_way(off: float, *, believed: bool) -> None:
    if believed:
        assert opened(A1, off=off)
    else:
        with pytest.raises(ForgedCallback, match="window"):
            opened(A1, off=off)


@pytest.mark.parametrize(
    "vector", [A1 | {"token": A1["token"].lower()}, A1 | {"nonce": A1["nonce"] + "0"}], ids=["token", "nonce"]
)
def test_other_signed_parts_are_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(ForgedCallback, match="signature"):
        opened(vector)


@pytest.mark.parametrize(
    ("encrypted", "reason"),
    [
        ("", "blocks"),
        (A5["encrypt"][:-4], "blocks"),
        (A5["encrypt"][:-1], "base64"),
        (A5["encrypt"] + "\n", "base64"),
        (A5["encrypt"].replace("+", " "), "base64"),
        (A5["encrypt"].replace("+", "-").replace("/", "_"), "base64"),
        (A5["encrypt"] + "====", "base64"),
        (base64.b64encode(b"A" * 15).decode(), "blocks"),
        (wrapped(b"A" * 16), "padding"),
        (wrapped(padded(b"hello", length=2**32 - 1)), "length"),
        (wrapped(padded(b"hello", length=300)), "length"),
        (wrapped(padded(b"hello", length=4)), "receiver"),
        (wrapped(padded(b"hello", receiver=b"ww0123456789abcdeF")), "receiver"),
        (wrapped(padded(b"hello", receiver=b"")), "receiver"),
        (wrapped(padded(b"hello" + b"x" * 16, pad=b"\x05\x05\x05\x05\x00")), "padding"),
        (wrapped(padded(b"hello" + b"x" * 16, pad=b"\x21" * 5)), "padding"),
        (wrapped(padded(b"hello" + b"x" * 16, pad=b"\x05\x04\x05\x05\x05")), "padding"),
    ],
)
def test_a_signed_but_broken_cipher_text_is_refused(encrypted: str, reason: str) -> None:
    with pytest.raises(ForgedCallback, match=reason):
        opened(A5, **signed(encrypted))


def test_every_single_padding_byte_is_looked_at() -> None:
    whole = padded(b"x" * 10)
    size = whole[-1]
    assert size > 8
    for place in range(1, size):
        broken = bytearray(whole)
        broken[-1 - place] ^= 1
        with pytest.raises(ForgedCallback, match="padding"):
            opened(A5, **signed(wrapped(bytes(broken))))


def test_a_message_under_another_key_is_refused() -> None:
    other = Codec(token=A1["token"], aes_key="Z" * 43, receive_id="")
    encrypted = other.encrypt(b"hello").decode()
    with pytest.raises(ForgedCallback):
        opened(A1, **signed(encrypted, A1))


@pytest.mark.parametrize("aes_key", ["", "a" * 42, "a" * 44, "a" * 42 + "!", "a" * 43 + "\n", "网" * 43])
def test_a_key_of_wrong_shape_is_told_at_start_without_showing_it(aes_key: str) -> None:
    with pytest.raises(ValueError, match="43") as caught:
        Codec(token="t", aes_key=aes_key, receive_id="")
    assert not aes_key or aes_key not in str(caught.value)


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><Encrypt><![CDATA[QUJD]]></Encrypt></xml>",
        b"<xml><Encrypt>QUJD</Encrypt></xml>",
        b"<xml>\n <Encrypt>\n  <![CDATA[QUJD]]>\n </Encrypt>\n</xml>",
    ],
)
def test_the_encrypted_part_is_found_without_parsing(body: bytes) -> None:
    assert encrypted_part(body) == b"QUJD"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<Encrypt>QUJD",
        b"</Encrypt>QUJD<Encrypt>",
        b"<Encrypt>QUJD</Encrypt><Encrypt>QUJD</Encrypt>",
        b"<a><Encrypt><Encrypt>QUJD</Encrypt></Encrypt></a>",
        b"<Encrypt>" + b"A" * BODY_CAP + b"</Encrypt>",
    ],
)
def test_an_envelope_without_exactly_one_part_is_malformed(body: bytes) -> None:
    with pytest.raises(ForgedCallback) as caught:
        encrypted_part(body)
    assert caught.value.malformed


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=600))
def test_whatever_stands_inside_comes_back_whole(plain: bytes) -> None:
    codec = codec_of(A5)
    assert codec.decrypt(codec.encrypt(plain)) == plain


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, len(A5["encrypt"]) - 1), letter=st.characters(), size=st.integers(0, 3))
def test_a_mutated_cipher_text_with_a_right_signature_is_refused_or_has_whole_frames(
    place: int, letter: str, size: int
) -> None:
    """The first block is random bytes, which carry nothing; another change is found or stays in the message."""
    mutated = A5["encrypt"][:place] + letter * size + A5["encrypt"][place + 1 :]
    codec = codec_of(A5)
    try:
        plain = codec.decrypt(mutated.encode("utf-8", "surrogatepass"))
    except ForgedCallback:
        return
    assert len(plain) == len(A5["plaintext"])  # the frame held: length, receiver and padding are as they were


@settings(max_examples=100, deadline=None)
@given(st.tuples(st.text(max_size=50), st.text(max_size=12), st.text(max_size=12), st.binary(max_size=80)))
def test_rubbish_raises_nothing_but_forged_callback(parts: tuple[str, str, str, bytes]) -> None:
    signature, timestamp, nonce, encrypted = parts
    with pytest.raises(ForgedCallback):
        codec_of(A1).open(encrypted, signature=signature, timestamp=timestamp, nonce=nonce, now=moment(A1))
    with pytest.raises(ForgedCallback):
        codec_of(A1).decrypt(encrypted)
