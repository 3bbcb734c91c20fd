"""Truth: parallel. Threads that hash: hashlib lets go of the GIL while it works on a big buffer."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

BLOCK = 1 << 22  # bytes at a time


def job(seed: int, blocks: int) -> str:
    block = seed.to_bytes(8, "big") * (BLOCK // 8)
    digest = hashlib.sha256()
    for _ in range(blocks):
        digest.update(block)
    return digest.hexdigest()


def run_jobs(seeds: list[int], blocks: int, workers: int) -> list[str]:
    with ThreadPoolExecutor(max_workers=workers) as pool:
        return list(pool.map(job, seeds, [blocks] * len(seeds)))
