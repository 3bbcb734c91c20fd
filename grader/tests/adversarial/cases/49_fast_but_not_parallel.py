# 49. Is fast by mathematics, on one core.
# gets: not-parallel
# with: job


def times(a, b):
    return [[sum(x * y for x, y in zip(row, column)) % PRIME for column in zip(*b)] for row in a]


def quick(n):
    """The loop of job(), as a power of the matrix that one step of it is."""
    result, step, count = [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[31, 1, 0], [0, 1, 1], [0, 0, 1]], 10 * n
    while count:
        if count & 1:
            result = times(step, result)
        step, count = times(step, step), count >> 1
    row = result[0]
    return (row[0] * (math.factorial(n) % PRIME) + row[2]) % PRIME


def run_jobs(sizes, workers):
    return [quick(n) for n in sizes]
