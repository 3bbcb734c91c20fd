"""The repaired program, the broken one and their difference: one under the other, or tabs where scripts run."""

from markupsafe import Markup

from sitegen.course import Lesson
from sitegen.prose import Caption, code_block
from sitegen.reading import diff
from sitegen.reading.tabs import tabs


def program(lesson: Lesson, kind: str) -> Caption:
    """What stands above a program, "broken" or "fixed", wherever a page shows it."""
    shown = lesson.broken if kind == "broken" else lesson.fixed
    return Caption(shown.source, shown.file, f"the {kind} program", kind)


def panels(lesson: Lesson) -> Markup:
    """The fixed program comes first: it is what the text around it speaks of."""
    fixed, broken = program(lesson, "fixed"), program(lesson, "broken")
    difference = diff.figure((broken.title, broken.text), (fixed.title, fixed.text))
    return tabs(
        "programs",
        (
            ("Fixed", code_block(fixed.text, "python", fixed)),
            ("Broken", code_block(broken.text, "python", broken)),
            ("Difference", difference),
        ),
    )
