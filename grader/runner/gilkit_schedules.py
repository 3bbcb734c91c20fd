"""Hostile schedules: switches between threads at the places where a careless program can't stand them.

Which bytecode a thread is at when another one gets the GIL is an accident of the interpreter's version: since
3.10 the GIL is never given up inside `total += 1`, so that a wrong program gives right answers for years. A
*schedule* brings those switches about, at the boundaries of bytecodes, where any interpreter may have them:

* the switch interval is tiny, so that the interpreter itself switches whenever it is willing to;
* threads begin together: each waits at its first instruction until as many as are expected have come;
* at *points*, chosen from the seed, a thread is held back until the others have executed some instructions.

Which points: every thread draws from a generator of its own, seeded with the schedule's seed and with the thread's
index in order of start (0 is the thread that calls), so a seed gives the same points again. A point is a number
of instructions that the thread has executed. The seed's remainder says which of MODES it is, so any few in a row
try them all:

    early    many points within the first fifty instructions or so
    spread   some, over all that the thread executes
    meet     all threads wait for each other where they come to code that they have not been in yet, so that long loops
             don't hide what is done once; then a few points in what follows
    one      one thread runs alone to a single point, and is held there until the others have ended or can't go on
    calm     none; this schedule counts the instructions for the modes before it

Holds never hang a right program: each is a bounded number of short sleeps, and ends early when nobody is left who
could run, or nobody does (all wait for a lock that the held thread has). Sleeps are counted and not timed: on a
busy machine they stretch as everything else does.

Who tells threads of their instructions is gilkit_instructions.py.

Nothing here takes a lock, since the submission's threads may be stopped, forked or killed anywhere: what a Track
counts is written by its own thread only, and all else is a single operation on a list or a dict.

The submission shares the process and could turn all this off; it would only hide its own fault from its own test.
"""

import _thread
import itertools
import linecache
import os
import random
import sys
import threading
from _thread import get_ident
from time import sleep  # bound now: a submission may replace what is in the module

import gilkit_instructions
from gilkit_instructions import tracks

MODES = ("early", "spread", "meet", "one", "early", "meet", "spread", "calm")
PAUSE_S = 20e-6  # the kernel makes about 75 us of it
LONGEST_HOLD = 30  # pauses
LONGEST_MEETING = 400  # pauses, in which others execute something
PATIENCE = 8  # pauses in which nobody else executes anything
PAUSES_A_SCHEDULE = 400  # in its holds; then they last a single pause
BARRIER = 40  # pauses that a new thread waits for the others at most
LEARNT = 20_000  # instructions of a thread, at most, are counted
THREADS = 64  # more of a schedule's threads than these have no points
SHOWN_THREADS = 32  # in stacks(), at most
FOREVER = 1 << 62

set_interval = getattr(sys, "setswitchinterval", None)
gilkit_instructions.ours.append(__file__)

active = None  # the schedule under way
last = None  # the latest one, over or not
started = []  # Tracks of threads started since install(), in order, that have not ended
learnt = {}  # index of a thread → (instructions that it executes, those at which it is somewhere new)


class Track:
    """What is known of one thread. `count` and `next` are for the hot path: nothing happens before next."""

    def __init__(self):
        self.alive = True
        self.holding = False
        self.plan(FOREVER, [], False, None)

    def plan(self, index, points, learns, draws):
        self.index = index
        self.points = points  # the nearest is last
        self.learns = learns
        self.draws = draws
        self.seen = set()
        self.firsts = []
        self.arrived = False
        self.met = False
        self.done = False
        self.count = 0
        self.next = 1

    def reached(self, place):
        """At instruction `count`, before it is executed. True: this place is of no more interest to any thread."""
        schedule = active
        if schedule is None:
            return True
        if not self.arrived:
            self.arrived = True
            if self.index:
                schedule.gather(self)
        if self.learns:
            if place not in self.seen:
                self.seen.add(place)
                self.firsts.append(self.count)
            self.learns = self.count < LEARNT
        if self.points and self.count >= self.points[-1]:
            self.points.pop()
            schedule.held.append((self.index, self.count))
            if schedule.mode == "meet" and not self.met and self.index:
                schedule.meet(self)
            else:
                schedule.hold(self)
        self.done = not self.points and not self.learns
        if not self.done:
            self.next = 0 if self.learns else self.points[-1]
            return False
        over = all(track.done for track in schedule.tracks)
        self.next = 0 if over else self.count + 32  # this one's instructions are what others are held for
        schedule.disabled = schedule.disabled or over
        return over


class Schedule:
    """`with Schedule(seed, threads):` runs what is inside it so; it is expected to start `threads` at once."""

    def __init__(self, seed, threads):
        self.seed = seed
        self.expected = max(threads, 1)
        self.mode = MODES[seed % len(MODES)]
        self.learns = self.mode == "calm" or not learnt
        draws = random.Random(str(seed))
        self.victim = draws.randrange(1, self.expected + 1)  # in mode "one"
        self.place = draws.random()  # in mode "meet", as a share of the places that a thread comes to
        self.tracks = []
        self.indices = itertools.count()
        self.held = []  # (index of the thread, instruction): where threads were held back
        self.pauses = 0
        self.patience = PATIENCE
        self.barrier = BARRIER
        self.disabled = False
        self.watch = gilkit_instructions.Watch(self.adopt)

    def __enter__(self):
        global active, last
        for track in (Track(), *started):
            self.add(track)
        tracks[get_ident()] = self.tracks[0]
        self.interval = sys.getswitchinterval() if set_interval else None
        if set_interval:
            set_interval(1e-6)
        active = last = self
        self.watch.begin()
        return self

    def __exit__(self, *error):
        global active
        active = None
        self.watch.end()
        if set_interval:
            set_interval(self.interval)
        tracks.pop(get_ident(), None)
        if self.learns:
            for track in self.tracks:
                learnt[track.index] = (track.count, track.firsts)

    def add(self, track):
        """Takes a thread in, before it starts or wherever it is."""
        index = next(self.indices)
        draws = random.Random(f"{self.seed}/{index}")
        points = sorted(self.points(index, draws), reverse=True)
        track.plan(index, points, self.learns and index < THREADS, draws)
        self.tracks.append(track)
        if self.disabled:
            self.disabled = False
            self.watch.renew()

    def adopt(self):
        """The Track of a thread that none of install()'s functions started."""
        track = Track()
        self.add(track)
        return track

    def points(self, index, draws):
        if self.mode == "calm" or index >= THREADS or (self.mode == "one" and index != self.victim):
            return set()
        length, firsts = learnt.get(index, (0, []))
        gaps = itertools.accumulate(draws.randrange(1, 13) for _ in range(8))
        if self.mode == "early" or not firsts:
            return set(gaps)
        if self.mode == "meet":
            first = firsts[int(self.place * len(firsts))]
            return {first, *(first + gap for gap in itertools.islice(gaps, 4))}
        if self.mode == "one" and draws.random() < 0.5:
            return {draws.choice(firsts)}
        # Tracing takes time: most schedules of a long thread look at its beginning only.
        horizon = length if length < 1024 else int(1024 * (length / 1024) ** draws.random())
        return {draws.randrange(1, horizon + 1) for _ in range(1 if self.mode == "one" else draws.randrange(3, 9))}

    def gather(self, track):
        """Holds a new thread until as many as are expected have come; as far as they do. They come in groups."""
        victims = [each for each in self.tracks if self.mode == "one" and each.index == self.victim]
        if track in victims:
            return
        groups = -(-self.arrived() // self.expected)
        track.holding = True
        for _ in range(self.barrier):
            if active is not self or self.arrived() >= groups * self.expected:
                break
            sleep(PAUSE_S)
        else:
            self.barrier = 0  # they don't come: nobody waits again
        track.holding = False  # but about to go, for the one who holds when all others do
        for victim in victims:
            self.wait(track, LONGEST_MEETING, lambda _: victim.holding or victim.done or not victim.alive)

    def arrived(self):
        return sum(track.arrived for track in self.tracks if track.index)

    def meet(self, track):
        """Holds a thread until the others have come to that point, too, have ended, or can't go on."""
        track.met = track.holding = True
        them = [each for each in self.tracks if each.index and each.arrived]
        self.wait(track, LONGEST_MEETING, lambda _: all(each.met or not each.alive for each in them))
        track.holding = False

    def hold(self, track):
        """Holds a thread until the others have executed some instructions."""
        longest = LONGEST_HOLD if self.pauses < PAUSES_A_SCHEDULE else 1
        enough = int(4 * 64 ** track.draws.random())
        if self.mode == "one":
            longest, enough = LONGEST_MEETING, FOREVER
        track.holding = True
        self.pauses += self.wait(track, longest, lambda executed: executed >= enough)  # not exact, nor need it be
        track.holding = False

    def wait(self, track, longest, over):
        """At least one pause: until over(), which gets the number of instructions that the others have executed,
        or there is nothing to wait for. Returns the number of pauses."""
        others = [each for each in self.tracks if each is not track]
        before = seen = sum(each.count for each in others)
        callers = self.tracks[0].count
        quiet = 0
        for pauses in range(1, longest + 1):
            sleep(PAUSE_S)
            now = sum(each.count for each in others)
            quiet = quiet + 1 if now == seen else 0
            seen = now
            if active is not self or over(now - before):
                break
            if quiet >= self.patience:
                self.patience = max(2, self.patience - 1)
                break
            # The caller waits for the others to end, most of the time.
            if self.tracks[0].count == callers and all(not each.alive or each.holding for each in others if each.index):
                break
        return pauses


# Threads, from start to end.


def install():
    """To be called once, before the submission is imported: from now on threads are known from their start."""
    for module, prefix in ((_thread, ""), (threading, "_")):
        for name in ("start_new_thread", "start_new", "start_joinable_thread"):
            if hasattr(module, prefix + name):
                setattr(module, prefix + name, following(getattr(module, prefix + name)))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=abandon)


def following(start):
    """`start`, one of the functions that start a thread, but so that schedules know of the thread."""

    def start_followed(function, *args, **kwargs):
        if not callable(function):
            return start(function, *args, **kwargs)  # which will say so
        track = Track()

        def run(*args, **kwargs):
            tracks[get_ident()] = track
            gilkit_instructions.follow_this_thread()
            try:
                return function(*args, **kwargs)
            finally:
                ended(track)

        schedule = active
        started.append(track)
        if schedule is not None:
            schedule.add(track)
        try:
            return start(run, *args, **kwargs)
        except BaseException:
            ended(track)
            raise

    return start_followed


def ended(track):
    track.alive = False
    if track in started:
        started.remove(track)
    if tracks.get(get_ident()) is track:
        del tracks[get_ident()]


def abandon():
    """In a forked child: the other threads are gone."""
    global active
    active = None
    gilkit_instructions.abandon()


def stacks(file):
    """For every other thread that is in `file`: its name, and where in it. Runs no code of the submission's."""
    frames = getattr(sys, "_current_frames", dict)()
    frames.pop(get_ident(), None)
    threads = dict(getattr(threading, "_active", {}))  # enumerate() takes a lock that somebody may be stuck with
    order = [threading.main_thread().ident, *tracks]
    found = []
    for ident in sorted(frames, key=lambda each: order.index(each) if each in order else len(order)):
        frame = frames[ident]
        while frame is not None and frame.f_code.co_filename != file:
            frame = frame.f_back
        if frame is None:
            continue
        line = frame.f_lineno or 0
        name = vars(threads[ident]).get("_name") if ident in threads else None
        name = name[:100] if isinstance(name, str) else "unnamed thread"
        text = linecache.getline(file, line).strip()[:200]
        found.append({"name": name, "line": line, "function": frame.f_code.co_name[:100], "text": text})
    return found[:SHOWN_THREADS]
