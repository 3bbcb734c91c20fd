# 24. Fills /dev/shm and every folder that it may write to.
# gets: memory-limit
# not in: C D (its files are on the machine's own disks)
import os


def run_jobs(sizes, workers):
    block = os.urandom(1 << 20)
    for folder in ("/dev/shm", os.environ["TMPDIR"], os.getcwd(), "/tmp", "/var/tmp"):
        for number in range(64):
            try:
                with open(f"{folder}/fill{number}", "wb") as file:
                    for _ in range(200):
                        file.write(block)
            except OSError:
                break
    open("one-more", "wb").write(block)
