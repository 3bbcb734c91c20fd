"""The hashes one after the other: the source of right answers, and the baseline."""

import hashlib

BLOCK = 1 << 22  # bytes at a time


def job(seed: int, blocks: int) -> str:
    block = seed.to_bytes(8, "big") * (BLOCK // 8)
    digest = hashlib.sha256()
    for _ in range(blocks):
        digest.update(block)
    return digest.hexdigest()


def run_jobs(seeds: list[int], blocks: int, workers: int) -> list[str]:
    return [job(seed, blocks) for seed in seeds]
