"""Hostile submissions: each gets its verdict, and leaves nothing behind. See arena.py for what a case is."""

from concurrent.futures import wait

import pytest
from arena import AT_ONCE, Arena, cases
from conftest import form_params

CASES = cases()
UNDECIDED = 4  # exit status


@pytest.fixture(scope="module")
def arena():
    arena = Arena()
    yield arena
    arena.close()


@pytest.fixture(scope="module")
def gradings(arena, request):
    """All that were asked for, begun in their order, a few at a time: gradings don't disturb each other."""
    items = [item for item in request.session.items if item.originalname == "test_it_gets_what_it_deserves"]
    asked = [item.callspec.params for item in items if not item.get_closest_marker("skip")]
    begun = {}
    for last in (False, True):
        wait(begun.values())
        for form, case in ((params["form"], params["case"]) for params in asked):
            if ("last" in case.notes) == last and not case.why_not_in(form):
                begun[form, case.file] = arena.submit(form, case)
    return begun


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("form", form_params())
def test_it_gets_what_it_deserves(arena, gradings, form, case):
    if why := case.why_not_in(form):
        pytest.skip(why)
    graded = gradings[form, case.file].result()
    if graded.code == UNDECIDED and case.is_measured:
        # Beside a fork bomb that is no wrong answer: its processes come and go by the hundred, and all of them want the
        # kernel's lock on the same libraries. It asks to be graded again when the others have finished.
        for other in gradings.values():
            other.result()
        graded = arena.submit(form, case).result()
    assert graded.verdict in case.gets, graded.result["message"]
    assert graded.left == []
    assert graded.files == []
    output = graded.result["output"]
    if "says" in case.notes:
        assert case.notes["says"] in output
    if "never says" in case.notes:
        assert case.notes["never says"] not in output


def test_nothing_remains(gradings, arena):
    for grading in gradings.values():
        grading.result()
    assert arena.left_behind() == []


def test_the_corpus_is_whole():
    numbers = [int(case.file.name[:2]) for case in CASES]
    assert len(numbers) == len(set(numbers)) >= 79
    assert AT_ONCE > 1
