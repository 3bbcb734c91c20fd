"""What each request is to be answered with: one request after the other, one letter after the other."""

PRIME = 1_000_003
MODULUS = 2**4423 - 1


def render(number: int, rows: int) -> str:
    """The invoice, laid out row by row and signed: what a PDF library would take its time for."""
    ink = number
    for row in range(rows):
        for dot in range(1500):
            ink = (37 * ink + row * dot) % PRIME
    signature = pow(ink + 2, (1 << (32 * rows)) + 1, MODULUS)  # one C call
    return f"{number} {ink} {signature % PRIME}"


def payment_reference(number: int) -> int:
    """What the customer writes on the transfer: the invoice's number with two check digits (ISO 7064, mod 97)."""
    return 100 * number + 98 - 100 * number % 97


def frank(number: int) -> str:
    """The imprint, without the machine's wait for itself."""
    return f"{number}-{98 - 100 * number % 97:02}"


def post(imprints: dict[str, str], orders: list[str]) -> str:
    for order in orders:
        if order not in imprints:
            imprints[order] = frank(len(imprints) + 1)
    return " ".join(imprints[order] for order in orders)


def replies(requests: list[str]) -> list[str]:
    bags: dict[str, dict[str, str]] = {}
    lines = []
    for request in requests:
        word, *arguments = request.split()
        if word == "invoice":
            lines.append(render(*map(int, arguments)))
        elif word == "references":
            first, count = map(int, arguments)
            lines.append(f"{count} {sum(map(payment_reference, range(first, first + count)))}")
        else:
            bag, *orders = arguments
            lines.append(post(bags.setdefault(bag, {}), orders))
    return lines
