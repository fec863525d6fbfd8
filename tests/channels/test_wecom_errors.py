"""The table of error codes, and the circuit that leaves a blocking interface alone."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.wecom_errors import REACTIONS, WAITS, WINDOWS, Circuit, Reaction, error_for
from bot.errors import SendError, SendUnknown

NOW = datetime(2020, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize("code", REACTIONS)
def test_every_code_of_the_table_waits_or_ends_or_leaves_doubt(code):
    error = error_for(code, path="/x")
    reaction = REACTIONS[code]
    assert isinstance(error, SendUnknown) == (reaction is Reaction.BUSY)
    assert error.retry_after == WAITS.get(reaction)
    assert error.permanent == (reaction not in WAITS and reaction is not Reaction.BUSY)
    assert (error.code, "/x" in str(error)) == (code, True)


@pytest.mark.parametrize("code", [1, 12345, 99999])
def test_a_code_that_nobody_knows_is_told_to_the_administrator(code, caplog):
    assert isinstance(error_for(code, path="/x"), SendUnknown)
    assert "unknown error code" in caplog.text


def test_a_circuit_is_closed_until_it_is_blocked():
    Circuit().check(NOW, path="/x")


def test_a_blocked_circuit_lets_nothing_through_until_its_window_is_over():
    circuit = Circuit()
    assert circuit.blocked(NOW, code=45009) == WINDOWS[0]
    with pytest.raises(SendError) as caught:
        circuit.check(NOW + WINDOWS[0] - timedelta(seconds=1), path="/x")
    assert (caught.value.retry_after, caught.value.code) == (timedelta(seconds=1), 45009)
    circuit.check(NOW + WINDOWS[0], path="/x")


def test_a_late_answer_to_a_call_from_before_the_block_does_not_open_it():
    circuit = Circuit()
    circuit.blocked(NOW, code=45009)
    circuit.passed(NOW + timedelta(seconds=1))
    with pytest.raises(SendError):
        circuit.check(NOW + timedelta(seconds=2), path="/x")


def test_a_longer_wait_may_be_asked_for():
    assert Circuit().blocked(NOW, code=40001, at_least=timedelta(hours=2)) == timedelta(hours=2)
