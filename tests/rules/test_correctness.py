"""Naming goes on as long as little of it was wrong."""

import pytest

from bot.forms.fairness import Fairness
from bot.rules.correctness import Published, must_pause


@pytest.mark.parametrize(
    ("names", "wrong", "paused"),
    [(0, 0, False), (10, 1, False), (10, 2, True), (100, 2, False), (99, 2, True), (1000, 20, False), (1000, 21, True)],
)
def test_it_pauses_above_two_of_a_hundred_and_from_the_second_mistake_on(names, wrong, paused):
    assert must_pause(Published(1, names, wrong), Fairness()) is paused


def test_a_district_may_be_stricter():
    assert must_pause(Published(1, 100, 1), Fairness(pause_over=0.5, pause_least=1))
