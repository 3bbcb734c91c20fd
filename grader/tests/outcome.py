"""What a run of gilkit told whoever started it."""

import json
from dataclasses import dataclass


@dataclass
class Outcome:
    code: int
    out: str
    err: str

    @property
    def report(self) -> dict:
        assert self.out, self.err
        return json.loads(self.out)

    @property
    def result(self) -> dict:
        (result,) = self.report["results"]
        return result

    @property
    def verdict(self) -> str:
        """The reason where there is one; what went wrong where gilkit itself did."""
        result = self.result
        return f"error: {result['message']}" if result["verdict"] == "error" else result["reason"] or result["verdict"]
