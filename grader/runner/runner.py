"""The Python side of a graded run: the only place that imports a submission.

The grader starts this file with the student's interpreter in a process of its own, and talks with it over the
socket that it finds as descriptor 3. Every message is a JSON object behind its length in bytes (4 bytes, big-
endian):

    grader → {"op": "load", "file": …, "shown_as": …, "module": …, "function": …, "driver": …}
    runner → {"op": "loaded"} | {"op": "rejected", "stage": "syntax" | "import" | "function", …}
    grader → {"op": "call", "arguments": [[name, value], …]}
    runner → {"op": "returned", "value": …} | {"op": "raised", …} | {"op": "unsupported", …} | {"op": "rejected", …}
    grader → {"op": "bye"}

Of a "driver", which is the kit's own file and calls what the learner wrote, nothing is shown: neither its lines nor
its name. In race mode, when "load" has "schedules": true, a call may have a "schedule": {"seed": …, "threads": …}, under
which it runs (see gilkit_schedules.py), and the grader may ask at any time, during a call too, where the threads are:

    grader → {"op": "stacks"}
    runner → {"op": "stacks", "threads": [{"name": …, "line": …, "function": …, "text": …}, …]}

Nothing that happens in here is trusted: the submission shares this process and may forge any message. So the
grader takes time and CPU from outside and compares the value with the reference's; a forged "returned" helps
only who computed the answer.

Values cross as JSON with tags where JSON is not exact; see `encode`. No pickle, so nothing that a submission
returns can run code in the grader.

Works on Python 3.9 and later. Started with `--program FILE` it runs that file as a plain script instead,
under the same settings.
"""

import _thread
import base64
import contextlib
import inspect
import json
import os
import runpy
import socket
import struct
import sys
import traceback

CHANNEL = 3
LISTENER = 4  # where the program is to serve, if that is what it is for
EXACT_INT = 2**53  # integers beyond this lose digits in other JSON readers
OUR_FILES = [__file__]


def apply_settings():
    """Tells the program how many workers it has, whatever this machine's core count is.

    At module level, because the children of the spawn and forkserver start methods import this file again.
    """
    workers = os.environ.get("GILKIT_WORKERS")
    if workers:
        count = int(workers)
        os.cpu_count = lambda: count
        if hasattr(os, "process_cpu_count"):
            os.process_cpu_count = lambda: count
        os.sched_getaffinity = lambda pid: set(range(count))
    interval = os.environ.get("GILKIT_SWITCH_INTERVAL")
    if interval and hasattr(sys, "setswitchinterval"):
        sys.setswitchinterval(float(interval))
        sys.setswitchinterval = lambda seconds: None  # this run diagnoses the structure: the interval stays


apply_settings()


def flush_output():
    """What was printed so far is out before the grader hears of the result, and may end this process."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass  # closed, or replaced by something else: the program's own affair


class Unsupported(Exception):
    """A value that can't cross to the grader."""

    def __init__(self, value, where):
        super().__init__()
        self.type_name = type(value).__qualname__
        self.where = where


def encode(value, where="the result"):
    """Turns a value into JSON without losing anything.

    Exact types only: a subclass could lie about itself. None, bool, str without lone surrogates, integers up to
    2**53 and lists are themselves; everything else is {"$": tag, "v": …}.
    """
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -EXACT_INT <= value <= EXACT_INT else {"$": "int", "v": hex(value)}
    if kind is float:
        return {"$": "float", "v": value.hex()}
    if kind is str:
        try:
            value.encode("utf-8")
            return value
        except UnicodeEncodeError:
            raw = value.encode("utf-8", "surrogatepass")
            return {"$": "str", "v": base64.b64encode(raw).decode("ascii")}
    if kind is bytes:
        return {"$": "bytes", "v": base64.b64encode(value).decode("ascii")}
    if kind is list:
        return [encode(item, f"{where}[{i}]") for i, item in enumerate(value)]
    if kind is tuple:
        return {"$": "tuple", "v": [encode(item, f"{where}[{i}]") for i, item in enumerate(value)]}
    if kind is dict:
        pairs = [[encode(k, f"a key of {where}"), encode(v, f"{where}[{k!r:.40}]")] for k, v in value.items()]
        return {"$": "dict", "v": pairs}
    raise Unsupported(value, where)


def decode(value):
    """The inverse of `encode`."""
    if isinstance(value, list):
        return [decode(item) for item in value]
    if not isinstance(value, dict):
        return value
    tag, content = value["$"], value.get("v")
    if tag == "int":
        return int(content, 16)
    if tag == "float":
        return float.fromhex(content)
    if tag == "str":
        return base64.b64decode(content).decode("utf-8", "surrogatepass")
    if tag == "bytes":
        return base64.b64decode(content)
    if tag == "tuple":
        return tuple(decode(item) for item in content)
    if tag == "dict":
        return {decode(k): decode(v) for k, v in content}
    if tag == "listener":
        return socket.socket(fileno=LISTENER)
    raise ValueError(f"unknown tag {tag!r}")


class Channel:
    """Messages over the socket to the grader."""

    def __init__(self):
        self.socket = socket.socket(fileno=CHANNEL)
        self.sending = _thread.allocate_lock()
        self.queue = None

    def receive(self):
        return self._next() if self.queue is None else self.queue.get()

    def send(self, message):
        flush_output()
        self._write(message)

    def answer_aside(self, answers):
        """From now on a thread of its own reads, and answers those messages at once for which there is a function.

        It is none of the `threading` module's, which doesn't count it, and sleeps without the GIL.
        """
        from queue import SimpleQueue

        self.queue = SimpleQueue()
        _thread.start_new_thread(self._read_aside, (answers,))

    def _read_aside(self, answers):
        while True:
            message = self._next()
            if message["op"] in answers:
                self._write(answers[message["op"]]())  # nothing is flushed: who holds a stream may be stuck
            else:
                self.queue.put(message)
                if message["op"] == "bye":
                    return

    def _next(self):
        (size,) = struct.unpack(">I", self._exactly(4))
        return json.loads(self._exactly(size))

    def _write(self, message):
        # Values have no lone surrogates left, but the text of an exception may: no JSON reader takes those.
        body = json.dumps(message, ensure_ascii=False).encode("utf-8", "replace")
        with self.sending:
            self.socket.sendall(struct.pack(">I", len(body)) + body)

    def _exactly(self, size):
        data = bytearray()
        while len(data) < size:
            chunk = self.socket.recv(min(size - len(data), 1 << 20))
            if not chunk:
                os._exit(0)  # the grader is gone
            data += chunk
        return bytes(data)


class Submission:
    """The imported file and the function asked for."""

    def __init__(self, request):
        self.file = request["file"]
        self.shown_as = request["shown_as"]
        self.function_name = request["function"]
        self.module_name = request["module"]
        self.function = None

    def load(self):
        """Imports the file; returns the message for the grader."""
        # This file's folder goes: the submission must see its own folder first, as when it is run by hand.
        sys.path[0] = os.path.dirname(self.file)
        sys.argv = [self.file]
        try:
            module = __import__(self.module_name)
        except SyntaxError as error:
            if error.filename != self.file:
                return self.rejected("import", error)
            return {
                "op": "rejected",
                "stage": "syntax",
                "kind": type(error).__name__,
                "message": str(error.msg),
                "line": error.lineno or 0,
                "text": (error.text or "").rstrip("\n"),
                "traceback": "",
            }
        except Exception as error:
            return self.rejected("import", error)
        self.function = getattr(module, self.function_name, None)
        if not callable(self.function):
            found = sorted(
                name
                for name, value in vars(module).items()
                if inspect.isfunction(value) and value.__module__ == self.module_name
            )
            message = f"there is no function {self.function_name}()"
            if found:
                message += f"; the file defines {', '.join(found[:8])}"
            return {"op": "rejected", "stage": "function", "kind": "", "message": message, "line": 0, "traceback": ""}
        return {"op": "loaded"}

    def call(self, arguments, schedule):
        """Calls the function, inside the context `schedule`; returns the message for the grader."""
        names = [name for name, _ in arguments]
        values = [decode(value) for _, value in arguments]
        try:
            inspect.signature(self.function).bind(*values)
        except TypeError as error:
            message = f"{self.function_name}() is called with ({', '.join(names)}): {error}"
            return {"op": "rejected", "stage": "signature", "kind": "TypeError", "message": message, "line": 0, "traceback": ""}
        except ValueError:
            pass  # a callable without a signature: the call will tell
        try:
            with schedule:
                result = self.function(*values)
        except (Exception, KeyboardInterrupt) as error:
            return {"op": "raised", **self.described(error)}
        try:
            return {"op": "returned", "value": encode(result)}
        except Unsupported as error:
            return {"op": "unsupported", "type": error.type_name, "where": error.where}

    def rejected(self, stage, error):
        return {"op": "rejected", "stage": stage, **self.described(error)}

    def described(self, error):
        """What Python would print, with the learner's own lines and the learner's own file name."""
        frames = [f for f in traceback.extract_tb(error.__traceback__) if not self.is_ours(f.filename)]
        own = [f for f in frames if f.filename == self.file]
        shown = [
            traceback.FrameSummary(
                self.shown_as if f.filename == self.file else f.filename, f.lineno, f.name, line=f.line
            )
            for f in frames
        ]
        lines = ["Traceback (most recent call last):\n"] if shown else []
        lines += traceback.format_list(shown)
        lines += traceback.format_exception_only(type(error), error)
        text = "".join(lines)
        # A pool's worker sends its traceback as text inside the cause.
        cause = getattr(error, "__cause__", None)
        if type(cause).__name__ == "_RemoteTraceback":
            text = f"{str(cause).strip()}\n\n{text}".replace(self.file, self.shown_as)
        try:
            message = str(error)
        except Exception:
            message = ""
        return {
            "kind": type(error).__name__,
            "message": message[:2000],
            "line": own[-1].lineno if own else 0,
            "traceback": text[-8000:],
        }

    @staticmethod
    def is_ours(filename):
        return filename in OUR_FILES or filename.startswith("<frozen importlib")


def enter_race_mode(channel, submission):
    """Returns the module of schedules; before the submission is loaded, for this file's folder is still searched."""
    import gilkit_instructions
    import gilkit_schedules

    OUR_FILES.extend([gilkit_instructions.__file__, gilkit_schedules.__file__])
    channel.answer_aside({"stacks": lambda: {"op": "stacks", "threads": gilkit_schedules.stacks(submission.file)}})
    gilkit_schedules.install()  # after the channel's thread has started: schedules don't hold that one
    return gilkit_schedules


def converse():
    channel = Channel()
    request = channel.receive()
    submission = Submission(request)
    if request.get("driver"):
        OUR_FILES.append(submission.file)
    schedules = enter_race_mode(channel, submission) if request.get("schedules") else None
    channel.send(submission.load())
    while True:
        request = channel.receive()
        if request["op"] != "call":
            return
        schedule = contextlib.nullcontext()
        if schedules and "schedule" in request:
            schedule = schedules.Schedule(request["schedule"]["seed"], request["schedule"]["threads"])
        try:
            channel.send(submission.call(request["arguments"], schedule))
        except (RecursionError, ValueError) as error:
            channel.send({"op": "unsupported", "type": f"value ({error})", "where": "the result"})


if __name__ == "__main__":
    if sys.argv[1:2] == ["--program"]:
        program = sys.argv[2]
        sys.argv = sys.argv[2:]
        sys.path[0] = os.path.dirname(os.path.abspath(program))
        runpy.run_path(program, run_name="__main__")
    else:
        converse()
