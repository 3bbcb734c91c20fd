"""What each request is to be answered with."""

import re


def find(pattern: str, text: str) -> str:
    """Where the pattern's first match in the text begins and ends."""
    match = re.search(pattern, text)
    return f"{match.start()}-{match.end()}" if match else "nothing"


def replies(requests: list[str]) -> list[str]:
    return [find(*request.split()[1:]) for request in requests]
