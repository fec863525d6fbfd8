"""Bodies and replies become JSON and come back equal."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.messages import Attachment, Body, Button, Card, Destination, Entry, Reply
from bot.store.shapes import body_from, body_shape, reply_from, reply_shape

words = st.text(max_size=12)
several = st.lists(words, max_size=3).map(tuple)
entries = st.builds(Entry, words, words, several, words)
bodies = st.builds(Body, words, st.lists(entries, max_size=4).map(tuple), words, words)
ways = st.none() | words
places = st.builds(Destination, group=words, channel=ways) | st.builds(Destination, member=words, channel=ways)
files = st.builds(Attachment, words, words, st.binary(max_size=20))
kinds = st.sampled_from(["reply", "alert", "case"])
buttons = st.builds(Button, words, words, st.sampled_from(["plain", "go", "stop"]))
cards = st.none() | st.builds(Card, words, several, st.lists(buttons, max_size=6).map(tuple))
replies = st.builds(
    Reply, words, several, st.none() | places, kinds, st.lists(files, max_size=2).map(tuple), cards, cards
)


@settings(deadline=None)
@given(body=bodies)
def test_a_body_comes_back_equal(body):
    back = body_from(json.loads(json.dumps(body_shape(body))))
    assert back == body
    assert back.render() == body.render()


@settings(deadline=None)
@given(reply=replies)
def test_a_reply_comes_back_equal(reply):
    assert reply_from(json.loads(json.dumps(reply_shape(reply)))) == reply


def test_what_is_at_its_default_is_not_kept():
    assert reply_shape(Reply("收到")) == {"text": "收到"}
    assert body_shape(Body("收到")) == {"head": "收到"}
    assert body_from(body_shape(Body("还差", mentions_each=3))) == Body("还差", mentions_each=3)
