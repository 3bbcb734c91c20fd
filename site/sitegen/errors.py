"""How the generator says no. Low layers collect or raise; only the command line turns it into an exit code."""

from collections.abc import Sequence


class SiteError(Exception):
    """The content or the command is wrong: one line per problem, "place: fault; action"."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class PublishError(Exception):
    """The machine refused to take the finished site (a full disk, an I/O error)."""
