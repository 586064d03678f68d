"""Requests whose answer never arrives, asked again and again: one enrolment and one message each."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest

from catalogue.settings import Settings
from tests.fire.crowd import Crowd, number_in
from tests.fire.cutting import cutting
from tests.fire.server import Answer, post, serving

CUTS = int(os.environ.get("CATALOGUE_FIRE_CUTS", "250"))  # on each database
TIMES = 5
LEARNERS = CUTS // TIMES

pytestmark = [pytest.mark.slow]


@pytest.fixture
def crowd(each_settings: Settings) -> Iterator[Crowd]:
    made = Crowd(each_settings, LEARNERS)
    yield made
    made.close()


def test_requests_that_are_cut_and_asked_again_enrol_once(each_settings: Settings, crowd: Crowd) -> None:
    (path,) = crowd.runs(1, LEARNERS)
    answers: list[Answer] = []
    with serving(each_settings) as port, cutting(port) as proxy:

        def insist(number: int) -> None:
            form = {"key": f"form-{number}"}
            for _time in range(TIMES):
                assert post(proxy.port, path, number, crowd.browsers[number], **form).status == 599
            answers.append(post(port, path, number, crowd.browsers[number], **form))

        lanes = [threading.Thread(target=insist, args=(number,)) for number in range(LEARNERS)]
        for lane in lanes:
            lane.start()
        for lane in lanes:
            lane.join()
        assert proxy.cut == LEARNERS * TIMES
    assert {answer.status for answer in answers} == {303}
    assert len({number_in(answer.location) for answer in answers}) == LEARNERS
    assert crowd.lost(answer.location for answer in answers) == set()
    assert crowd.troubles() == []
    assert crowd.enrolments() == LEARNERS
