"""Random lives of answers, and not one of them ends with a reader misled (promise R04)."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.web.lives import Life
from tests.web.steps import World

#: Lives in the normal lane; in the full figure of promise R04, in batches that run beside each other; steps of each.
LIVES, ALL_LIVES, BATCHES, STEPS = 60, 2000, 8, 50

pytestmark = pytest.mark.django_db


def live(lives: int, start: int = 0) -> dict[str, list[int]]:
    """So many lives; of each kind of step how many were done, refused and cut off by a crash."""
    Life.world, Life.steps = World(), {}
    chosen = settings(
        max_examples=lives,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(start)(Life), settings=chosen)
    for name, (done, refused, crashed) in sorted(Life.steps.items()):
        print(f"{name:20} {done:7} done {refused:7} refused {crashed:6} crashed")
    looks = sum(sum(counts) for name, counts in Life.steps.items() if name.startswith("("))
    taken = sum(sum(counts) for counts in Life.steps.values()) - looks
    print(f"{lives} lives of up to {STEPS} steps: {taken} transactions, 0 violations in {looks} looks at what is shown")
    return Life.steps


def test_no_life_of_an_answer_misleads_a_reader() -> None:
    """Whatever is done, forged or lost, in any order: every invariant holds after every step."""
    steps = live(LIVES)
    assert all(steps[name][0] for name in ("save", "submit", "vote", "settle", "suspend_expert", "add", "analyse"))
    assert sum(refused for _done, refused, _crashed in steps.values()) > LIVES
    assert sum(crashed for _done, _refused, crashed in steps.values()) > LIVES


@pytest.mark.slow
@pytest.mark.parametrize("batch", range(1, BATCHES + 1))
def test_two_thousand_lives(batch: int) -> None:
    """The full figure of promise R04."""
    live(ALL_LIVES // BATCHES, batch)
