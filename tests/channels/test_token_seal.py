"""What is kept of a token can be opened by who knows the account's secret, and by nobody else."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.token_seal import Seal

SEAL = Seal("ww1/1000002", "the secret")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=600))
def test_what_is_sealed_can_be_opened_again(token):
    assert SEAL.open(SEAL.close(token)) == token
    assert Seal("ww1/1000002", "the secret").open(SEAL.close(token)) == token


@given(st.text(max_size=80))
def test_what_was_never_sealed_opens_to_nothing(text):
    assert SEAL.open(text) is None


def test_another_secret_or_account_opens_nothing_and_has_another_name():
    sealed = SEAL.close("token-CANARY")
    for other in (Seal("ww1/1000002", "a new secret"), Seal("ww1/1000003", "the secret")):
        assert other.open(sealed) is None
        assert other.name != SEAL.name


def test_a_changed_byte_opens_to_nothing():
    sealed = SEAL.close("token-CANARY")
    for place in range(len(sealed)):
        changed = sealed[:place] + ("A" if sealed[place] != "A" else "B") + sealed[place + 1 :]
        assert SEAL.open(changed) in (None, "token-CANARY")  # the last digit may hold bits that no byte has
    assert SEAL.open("A" + sealed) is None


def test_neither_token_nor_secret_stands_in_what_is_kept_and_no_two_are_alike():
    sealed = SEAL.close("token-CANARY")
    assert "CANARY" not in sealed
    assert "secret" not in SEAL.name
    assert SEAL.close("token-CANARY") != sealed
