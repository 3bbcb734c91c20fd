# 80. Honest: managers, shared memory, semaphores, queues, temporary files, asyncio subprocesses.
# gets: passed
# not in: C (it has no loopback)
# with: job
import asyncio
import multiprocessing
import socket
import sys
import tempfile
from multiprocessing import shared_memory


async def spoken():
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print(7)", stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return int(out)


def check_the_tools():
    with multiprocessing.Manager() as manager:
        shared = manager.dict(a=1)
        assert shared["a"] == 1
    block = shared_memory.SharedMemory(create=True, size=1 << 20)
    block.buf[0] = 5
    block.close()
    block.unlink()
    with multiprocessing.Semaphore(1), tempfile.NamedTemporaryFile() as file, socket.create_server(("127.0.0.1", 0)):
        file.write(b"x")
    for method in ("fork", "spawn", "forkserver"):
        context = multiprocessing.get_context(method)
        queue = context.Queue()
        queue.put(1)
        assert queue.get() == 1
    assert asyncio.run(spoken()) == 7


def run_jobs(sizes, workers):
    if len(sizes) == 1:
        check_the_tools()
    with multiprocessing.get_context("forkserver").Pool(workers) as pool:
        return pool.map(job, sizes, chunksize=1)
