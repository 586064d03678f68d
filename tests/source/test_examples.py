"""Property tests fail where something is wrong, not where the machine is busy or chance looks elsewhere."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, settings

from catalogue.settings import ROOT

TESTS = sorted(ROOT.glob("tests/**/*.py"))


def test_examples_at_the_gate_are_the_same_each_time_and_may_take_their_time() -> None:
    gate = settings.get_profile("gate")
    assert (gate.derandomize, gate.deadline) == (True, None)
    assert HealthCheck.too_slow in gate.suppress_health_check


def test_no_property_test_is_under_a_deadline_of_its_own() -> None:
    own = [path for path in TESTS if re.search(r"\bdeadline=(?!None)", path.read_text("utf-8"))]
    suppressing = re.compile(r"suppress_health_check=\[([^\]]*)\]")
    hurried = [
        path for path in TESTS if any("too_slow" not in one for one in suppressing.findall(path.read_text("utf-8")))
    ]
    assert (own, hurried) == ([], [])
    assert [path for path in TESTS if "@given(" in path.read_text("utf-8")], "no property tests: check this test"
