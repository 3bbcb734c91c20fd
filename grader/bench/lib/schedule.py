"""Which grading comes when: every program under every condition, so mixed that any beginning is balanced."""

import hashlib
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

STEADY = "steady"
SWITCHING = "switching"  # on and off at random


@dataclass(frozen=True, order=True)
class Condition:
    cores: int  # that the grader, what it grades and the neighbours share
    hogs: int  # busy neighbours
    pattern: str = STEADY

    @property
    def name(self) -> str:
        if self.hogs == 0:
            return f"{self.cores}c-idle"
        return f"{self.cores}c-{self.hogs}{'hogs' if self.pattern == STEADY else 'switching'}"

    @staticmethod
    def parse(name: str) -> "Condition":
        """The inverse of `name`; ValueError when there is no such condition."""
        match = re.fullmatch(r"([1-9]\d?)c-(?:idle|([1-9]\d?)(hogs|switching))", name)
        if not match:
            raise ValueError(f"{name!r} is no condition; write e.g. 1c-idle, 2c-4hogs or 2c-2switching")
        cores, hogs, kind = match.groups()
        return Condition(int(cores), int(hogs or 0), SWITCHING if kind == "switching" else STEADY)


CONDITIONS = tuple(
    Condition(cores, hogs, pattern)
    for cores in (1, 2)
    for hogs, pattern in ((0, STEADY), (2, STEADY), (4, STEADY), (2, SWITCHING), (4, SWITCHING))
)


@dataclass(frozen=True)
class Plan:
    """What determines the order of gradings. Two runs with equal plans go through the same one."""

    programs: tuple[str, ...]
    conditions: tuple[str, ...]
    jobs: int  # gradings at the same time
    seed: int

    @property
    def key(self) -> str:
        """Names this plan in a results file."""
        text = json.dumps([self.programs, self.conditions, self.jobs, self.seed])
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def cells(self) -> Iterator[tuple[str, str]]:
        """(program, condition) without end.

        In blocks that hold every cell once. A block is made of rounds that hold every program once, each under
        another condition, as in a Latin square: after any number of gradings the programs differ by at most one
        grading, and the conditions by a few.
        """
        rng = random.Random(self.seed)
        while True:
            programs = rng.sample(self.programs, len(self.programs))
            conditions = rng.sample(self.conditions, len(self.conditions))
            for shift in range(len(conditions)):
                one_round = [
                    (program, conditions[(position + shift) % len(conditions)])
                    for position, program in enumerate(programs)
                ]
                rng.shuffle(one_round)
                yield from one_round
