"""All branches in one thread, one after the other: the source of right answers."""


def book_all(branches: list[list[tuple[str, int]]]) -> tuple[list[str], dict[str, list[int]]]:
    letters: list[str] = []
    orders: dict[str, list[int]] = {}
    for branch in branches:
        for customer, order in branch:
            if customer not in orders:
                letters.append(f"Welcome, {customer}!")
                orders[customer] = []
            orders[customer].append(order)
    return sorted(letters), {customer: sorted(numbers) for customer, numbers in orders.items()}
