# 23. Asks for 64 GB at once, then piece by piece.
# gets: memory-limit
def run_jobs(sizes, workers):
    kept = []
    try:
        kept.append(bytearray(64 << 30))
    except MemoryError:
        pass
    while True:
        kept.append(bytearray(b"x" * (16 << 20)))
