"""Who is told of the bytecodes that threads execute: their Tracks (gilkit_schedules.py), while a Watch lasts.

`sys.monitoring` tells where there is one (3.12) and a tool id is free, else a trace function, at lines where there are no
events for opcodes (PyPy). Concerned is all code but the standard library's, installed packages' and our own.

What is here happens between any two bytecodes of a submission's, in its own threads: nothing takes a lock. A Track has
`count`, of instructions, and `next`: it is asked by `reached()` from that number on, and answers True where this place is
of no more interest to any thread. `done` says that this thread itself is through.
"""

import functools
import opcode
import operator
import os
import sys
import weakref
from _thread import get_ident

monitoring = getattr(sys, "monitoring", None)
cpython = sys.implementation.name == "cpython"
library = os.path.dirname(os.__file__) + os.sep
packages = ("site-packages", "dist-packages")
ours = [__file__, getattr(sys.modules["__main__"], "__file__", None)]  # gilkit_schedules.py adds itself

watch = None  # the Watch under way
tracks = {}  # thread ident → Track, of threads that run
known_codes = {}  # id → weak reference: code objects concerned; equal ones are not the same
known_files = {}  # name → is it concerned


def concerned(code):
    name = code.co_filename
    answer = known_files.get(name)
    if answer is None:
        folders = name.split(os.sep)
        theirs = name.startswith((library, "<frozen ")) or any(each in folders for each in packages)
        answer = known_files[name] = not theirs and name not in ours
    return answer


def frames_under_way():
    """Where the threads of former calls are."""
    frames = getattr(sys, "_current_frames", dict)()
    for ident in list(tracks):
        frame = frames.get(ident) if ident != get_ident() else None
        while frame is not None:
            if concerned(frame.f_code):
                yield frame
            frame = frame.f_back


class Watch:
    """Tells tracks of instructions from begin() to end(). `adopt` returns the Track of a thread that nobody knew."""

    def __init__(self, adopt):
        self.adopt = adopt
        self.tool = None  # the id that it has in sys.monitoring

    def begin(self):
        global watch
        watch = self
        if not self.monitor():
            self.former_tracer = sys.gettrace()
            sys.settrace(tracer)
            for frame in frames_under_way():
                if frame.f_trace is None and not frame.f_code.co_flags & GENERATORS:  # those will be told of anyway
                    frame.f_trace = first_tracer

    def end(self):
        global watch
        watch = None
        if self.tool is not None:
            self.stop_monitoring()
        elif sys.gettrace() is tracer:  # else it is the submission's own
            sys.settrace(self.former_tracer)

    def renew(self):
        """Tells again of places that nobody was interested in any more."""
        if self.tool is not None:
            monitoring.restart_events()

    def monitor(self):
        """Turns it on; False where that can't be had."""
        tools = (4, 3, 5, 2, 1, 0) if monitoring else ()  # those without a customary owner first
        self.tool = next((each for each in tools if taken(each)), None)
        if self.tool is None:
            return False
        monitoring.register_callback(self.tool, monitoring.events.PY_START, on_start)
        monitoring.register_callback(self.tool, monitoring.events.INSTRUCTION, on_instruction)
        for frame in frames_under_way():
            known_codes[id(frame.f_code)] = weakref.ref(frame.f_code)
        self.follow_known(monitoring.events.INSTRUCTION)
        monitoring.set_events(self.tool, monitoring.events.PY_START)
        monitoring.restart_events()
        return True

    def stop_monitoring(self):
        if monitoring.get_tool(self.tool) == "gilkit":
            monitoring.set_events(self.tool, 0)
            self.follow_known(0)
            monitoring.register_callback(self.tool, monitoring.events.PY_START, None)
            monitoring.register_callback(self.tool, monitoring.events.INSTRUCTION, None)
            monitoring.free_tool_id(self.tool)

    def follow_known(self, events):
        for key, weak in list(known_codes.items()):
            code = weak()
            if code is None:
                known_codes.pop(key, None)
            else:
                self.follow(code, events)

    def follow(self, code, events):
        try:
            monitoring.set_local_events(self.tool, code, events)
        except ValueError:
            pass  # the submission gave our tool id away


def taken(tool):
    try:
        monitoring.use_tool_id(tool, "gilkit")
    except ValueError:
        return False
    return True


def on_start(code, offset):
    current = watch
    if current is not None and concerned(code):
        known_codes[id(code)] = weakref.ref(code)
        current.follow(code, monitoring.events.INSTRUCTION)
    return monitoring.DISABLE


def on_instruction(code, offset):
    track = tracks.get(get_ident())
    if track is None:
        current = watch
        if current is None:
            return monitoring.DISABLE
        track = tracks[get_ident()] = current.adopt()
    track.count += 1
    if track.count >= track.next and track.reached((id(code), offset)):
        return monitoring.DISABLE
    return None


# With a trace function. It must not change what the program means, which takes care:
#
# * Up to 3.10, the interpreter copies a frame's variables out before it calls a trace function and *back* after, those
#   too that the frame shares with other threads by way of closures. What these did to them meanwhile would be undone.
#   So the trace function has the variables copied out once more when it ends, with no chance of a switch after that.
# * When a generator starts to run, and when it yields, it counts as suspended (3.10) while the trace function is told.
#   Another thread that ran it meanwhile would crash the interpreter. So what is told of starts is C code, in which
#   no switch happens, and of a yield nothing is told.

by_opcodes = cpython and sys.version_info[:2] != (3, 12)  # whose opcode events crash programs with threads
YIELDS = {opcode.opmap.get(name) for name in ("YIELD_VALUE", "YIELD_FROM")}
GENERATORS = 0x20 | 0x80 | 0x200  # CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR
shared_at_risk = sys.version_info < (3, 11) or not cpython


class Token:
    __slots__ = ("__weakref__",)


class WhenGone(weakref.ref):
    __slots__ = ("frame",)


copy_out = operator.attrgetter("frame.f_locals")  # C code


def on_event(frame, event, arg):
    """The trace function of frames that share no variables, or can't lose them."""
    track = tracks.get(get_ident())
    code = frame.f_code
    if event == "opcode" or (event == "line" and not by_opcodes):
        if track is not None:
            track.count += 1
        if track is None or (track.count >= track.next and track.reached((id(code), frame.f_lasti))):
            frame.f_trace = None
            if by_opcodes:
                frame.f_trace_opcodes, frame.f_trace_lines = False, True
        elif code.co_flags & GENERATORS and by_opcodes and code.co_code[frame.f_lasti] in YIELDS:
            frame.f_trace = None  # until it runs again
    elif event in ("line", "call"):
        shares = shared_at_risk and (code.co_freevars or code.co_cellvars)
        if track is None or watch is None or (track.done and not track.next) or not concerned(code):
            frame.f_trace = None
        elif not by_opcodes:
            return None if shares or code.co_flags & GENERATORS else on_event
        else:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            frame.f_trace = on_shared_event if shares else on_event
    return None  # f_trace stays what it is


def on_shared_event(frame, event, arg):
    """The trace function of all frames at first, and later of those that would lose what other threads do."""
    token = Token()
    when_gone = WhenGone(token, copy_out)
    when_gone.frame = frame
    on_event(frame, event, arg)
    token = None  # calls copy_out, and neither this bytecode nor those to come give the GIL up
    return None


first_tracer = on_shared_event if shared_at_risk and by_opcodes else on_event
# A C function that gets (frame, event, arg) and returns the other trace function: of them, only that is callable.
tracer = functools.partial(max, first_tracer, key=callable) if by_opcodes else on_event


def follow_this_thread():
    """In a thread that begins: where the trace function is needed, each thread sets its own."""
    if monitoring is None or (watch is not None and watch.tool is None):
        sys.settrace(tracer)


def abandon():
    """In a forked child."""
    global watch
    watch = None
