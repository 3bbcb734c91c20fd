"""The command lines with which a reader repeats what a lesson shows, from the root of the repository."""

from sitegen.course import Lesson
from sitegen.reading.views import CommandsView


def of(lesson: Lesson) -> CommandsView:
    broken, fixed = (f"python3 lessons/{lesson.folder}/{program.file}" for program in (lesson.broken, lesson.fixed))
    return CommandsView((broken, fixed), f"./gilkit measure --timeline -- {broken}")
