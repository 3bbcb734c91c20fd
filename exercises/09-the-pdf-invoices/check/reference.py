"""What each request is to be answered with."""

PRIME = 1_000_003
MODULUS = 2**4253 - 1


def render(number: int, rows: int) -> str:
    """The invoice, drawn dot by dot and sealed: what a PDF library would take its time for."""
    ink = number
    for row in range(rows):
        for dot in range(2400):
            ink = (31 * ink + row * dot) % PRIME
    seal = pow(ink + 2, (1 << (32 * rows)) + 1, MODULUS)  # one C call
    return f"{number} {ink} {seal % PRIME}"


def replies(requests: list[str]) -> list[str]:
    return [render(*map(int, request.split()[1:])) for request in requests]
