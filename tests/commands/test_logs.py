"""A log line is a sentence and its fields, and never holds a query string, a password or a secret."""

import logging

import pytest

from bot.commands.logs import Sentence, secrets_of
from bot.config import load_settings


def line(sentence=None, /, message="done", level=logging.INFO, error=None, **fields: object):
    record = logging.makeLogRecord(
        {"msg": message, "levelno": level, "levelname": logging.getLevelName(level), **fields}
    )
    record.exc_info = error
    stamp, _, rest = (sentence or Sentence()).format(record).partition(" ")
    assert stamp[4] == stamp[7] == "-"
    return rest


def caught(message):
    """What `sys.exc_info()` gives of an error with that message."""
    with pytest.raises(ValueError, match=r".") as found:
        raise ValueError(message)
    return (found.type, found.value, found.tb)


def test_fields_follow_the_sentence():
    assert line(message="batch failed", level=logging.WARNING, size=3, who="u1") == "WARNING batch failed size=3 who=u1"


def test_a_field_with_blanks_is_quoted_so_that_fields_can_be_told_apart():
    assert line(what="a b", empty="", nothing=None) == "INFO done what='a b' empty='' nothing=None"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("GET http://h/cgi?access_token=abc&x=1 failed", "GET http://h/cgi?... failed"),
        ("path=/callback/app?msg_signature=1", "path=/callback/app?..."),
        ("postgresql://grid:hunter22@db/grid is away", "postgresql://grid:***@db/grid is away"),
        ("what? nothing = nothing", "what? nothing = nothing"),
    ],
)
def test_query_strings_and_passwords_of_urls_are_left_out(said, written):
    assert line(message=said) == f"INFO {written}"


def test_secrets_of_the_configuration_are_left_out_of_sentences_fields_and_tracebacks():
    sentence = Sentence(["s3cret-canary", "abc"])
    assert line(sentence, message="key s3cret-canary", key="x-s3cret-canary") == "INFO key *** key=x-***"
    assert line(sentence, message="abc is too short to be looked for") == "INFO abc is too short to be looked for"
    told = line(sentence, error=caught("http://h/?key=s3cret-canary and s3cret-canary"))
    assert "ValueError: http://h/?... and ***" in told
    assert "canary" not in told


def test_where_a_person_watches_there_is_no_traceback():
    assert line(Sentence(traces=False), error=caught("x")) == "INFO done"


def test_every_secret_of_the_channels_and_the_password_of_the_database_are_known(tmp_path):
    file = tmp_path / "config.toml"
    file.write_text(
        '[preset]\nname = "heyuan-2020"\n[store]\nurl = "postgresql://u:pass-canary@h/d"\n[channels.app]\n'
        'kind = "wecom_app"\ncorp_id = "ww1"\nagent_id = 1\nsecret = "one"\ntoken = "two"\naes_key = "three"\n'
        '[channels.chat]\nkind = "web_chat"\n',
        encoding="utf-8",
    )
    assert set(secrets_of(load_settings(file))) == {"one", "two", "three", "pass-canary"}
