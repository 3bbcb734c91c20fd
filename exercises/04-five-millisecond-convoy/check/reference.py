"""What each request is to be answered with."""


def plan_round(day: int, van: int, parcels: int) -> int:
    """The length of a van's round: from the depot to whatever address is the nearest, again and again, and home."""
    number = 100 * day + van
    left = []
    for _ in range(parcels):
        number = (75 * number + 74) % 65_537
        left.append((number % 256, number // 256))
    x = y = length = 0
    while left:
        nearest, shortest = 0, 1000
        for index, (to_x, to_y) in enumerate(left):
            distance = abs(to_x - x) + abs(to_y - y)
            if distance < shortest:
                nearest, shortest = index, distance
        x, y = left.pop(nearest)
        length += shortest
    return length + x + y


def plan(day: int, parcels: list[int]) -> list[int]:
    return [plan_round(day, van, count) for van, count in enumerate(parcels)]


def replies(requests: list[str]) -> list[str]:
    plans = [map(int, request.split()[1:]) for request in requests]
    return [" ".join(map(str, plan(day, parcels))) for day, *parcels in plans]
