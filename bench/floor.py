"""The floor: aiohttp and wechatpy, decrypt and encrypt, nothing else. Stores nothing, reads nothing.

python -m bench.floor PORT
"""

import sys

from aiohttp import web
from wechatpy.enterprise import create_reply, parse_message
from wechatpy.enterprise.crypto import WeChatCrypto

from bench.callbacks import AES_KEY, CORP, TOKEN

crypto = WeChatCrypto(TOKEN, AES_KEY, CORP)


async def callback(request: web.Request) -> web.Response:
    query = request.query
    xml = crypto.decrypt_message(await request.text(), query["msg_signature"], query["timestamp"], query["nonce"])
    message = parse_message(xml)
    reply = create_reply("已收到", message).render()
    return web.Response(
        text=crypto.encrypt_message(reply, query["nonce"], query["timestamp"]), content_type="application/xml"
    )


def main() -> None:
    application = web.Application()
    application.router.add_post("/callback", callback)
    web.run_app(application, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)


if __name__ == "__main__":
    main()
