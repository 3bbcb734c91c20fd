import itertools
from collections import Counter

import pytest
from lib.programs import PROGRAMS
from lib.schedule import CONDITIONS, Condition, Plan

PLAN = Plan(tuple(p.name for p in PROGRAMS), tuple(c.name for c in CONDITIONS), jobs=1, seed=1)
CELLS = len(PLAN.programs) * len(PLAN.conditions)


def first(count: int, plan: Plan = PLAN) -> list[tuple[str, str]]:
    return list(itertools.islice(plan.cells(), count))


def test_every_block_holds_every_cell_once():
    cells = first(3 * CELLS)
    for block in range(3):
        assert len(set(cells[block * CELLS : (block + 1) * CELLS])) == CELLS


@pytest.mark.parametrize("programs", [1, 2, 3, 11, 12])
@pytest.mark.parametrize("conditions", [1, 2, 7, 10])
def test_any_beginning_is_balanced(programs, conditions):
    plan = Plan(PLAN.programs[:programs], PLAN.conditions[:conditions], jobs=2, seed=5)
    cells = first(2 * programs * conditions, plan)
    for length in range(len(cells) + 1):
        by_program = Counter(program for program, _ in cells[:length])
        by_condition = Counter(condition for _, condition in cells[:length])
        assert spread(by_program, programs) <= 1
        assert spread(by_condition, conditions) <= 4


def spread(counts: Counter, kinds: int) -> int:
    lowest = min(counts.values(), default=0) if len(counts) == kinds else 0
    return max(counts.values(), default=0) - lowest


def test_the_order_depends_on_the_seed_and_on_nothing_else():
    assert first(50) == first(50)
    assert first(50) != first(50, Plan(PLAN.programs, PLAN.conditions, jobs=1, seed=2))


def test_a_plan_has_a_key_of_its_own():
    assert PLAN.key == Plan(PLAN.programs, PLAN.conditions, jobs=1, seed=1).key
    others = [
        Plan(PLAN.programs[1:], PLAN.conditions, 1, 1),
        Plan(PLAN.programs, PLAN.conditions[1:], 1, 1),
        Plan(PLAN.programs, PLAN.conditions, 2, 1),
        Plan(PLAN.programs, PLAN.conditions, 1, 2),
    ]
    assert len({PLAN.key, *(plan.key for plan in others)}) == 5


def test_condition_names_are_read_back():
    assert {Condition.parse(condition.name) for condition in CONDITIONS} == set(CONDITIONS)
    assert Condition.parse("8c-16switching") == Condition(8, 16, "switching")


@pytest.mark.parametrize("name", ["", "idle", "0c-idle", "2c-", "2c-0hogs", "2c-hogs", "2c-idle ", "2c-4hogs,1c-idle"])
def test_what_is_no_condition_is_refused(name):
    with pytest.raises(ValueError):
        Condition.parse(name)
