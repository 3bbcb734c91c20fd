"""Makes the pictures of every lesson, and keeps those that are files of the site."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from sitegen import figures, routes
from sitegen.highlight import PLAIN
from sitegen.observed import ObservedError, Recording
from sitegen.pictures import cards, drawn, moments, timeline, turns
from sitegen.pictures.cards import Card, Lanes
from sitegen.pictures.drawn import Drawn
from sitegen.pictures.errors import PictureError
from sitegen.pictures.palette import palette
from sitegen.pictures.png import png
from sitegen.pictures.speedup import chart
from sitegen.pictures.timeline import Timeline
from sitegen.pictures.views import PicturesView, ShareView, StateView, TimelineView, TurnsView
from sitegen.prose import Caption, code_block
from sitegen.views import RecordingView

# A timeline's JSON and a title to an SVG: gilkit.timeline_svg of the bindings. Raises ValueError.
Draw = Callable[[str, str], str]
_KINDS = ("broken", "fixed")
_LEARN = "site/sitegen/pictures/drawn.py must learn how timeline_svg.cpp draws now"


# `gilkit site serve` builds again and again, mostly with the same recordings.
@lru_cache(maxsize=256)
def _drawn(draw: Draw, text: str, title: str) -> Drawn:
    return drawn.read(draw(text, title), palette())


def _no_timeline(kind: str, error: Exception) -> ObservedError:
    return ObservedError(f"the timeline of {kind}.py is none: {error!r}")


def _recorded(recording: Recording, kind: str) -> Mapping[str, Any] | None:
    """The timeline of a program; None where there is none, or nothing in it."""
    try:
        data = recording.get(f"{kind}.timeline")
    except ObservedError:
        return None
    try:
        return data if data and data["lanes"] and data["length_s"] > 0 else None
    except (KeyError, TypeError) as error:
        raise _no_timeline(kind, error) from error


class Album:
    def __init__(self, draw: Draw | None = None) -> None:
        """Without `draw` there are no timelines."""
        self._draw = draw
        self.files: dict[str, bytes] = {}
        self.cards: dict[str, str] = {}  # page -> its picture on other sites

    def _add(self, name: str, content: bytes) -> str:
        """`name`: with its suffix. What lies in assets/ never changes under its name."""
        stem, _, suffix = name.rpartition(".")
        path = f"assets/{stem}.{hashlib.sha256(content).hexdigest()[:10]}.{suffix}"
        self.files[path] = content
        return path

    def _read(self, kind: str, data: Mapping[str, Any]) -> tuple[Drawn, Timeline]:
        assert self._draw is not None
        try:
            picture = _drawn(self._draw, json.dumps(data), f"{kind}.py")
            return picture, timeline.read(data, picture.rows)
        except PictureError as error:
            raise PictureError(f"the picture of {kind}.py's timeline: {error}; {_LEARN}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise _no_timeline(kind, error) from error

    def _timeline(self, lesson: str, recording: Recording, kind: str, scrubbed: bool) -> TimelineView | None:
        data = _recorded(recording, kind) if self._draw else None
        if data is None:
            return None
        picture, told = self._read(kind, data)
        gil = timeline.gil_words(told, picture.sentences)
        view = TimelineView(
            program=f"{kind}.py",
            interpreter=figures.interpreter(recording),
            picture=self._add(f"{lesson}-{kind}.svg", picture.svg),
            width=round(picture.width),
            height=round(picture.height),
            alt=timeline.text_alternative(f"{kind}.py", told, gil),
            sentence=timeline.caption(told, gil),
            states=tuple(StateView(letter, words) for letter, words in picture.states),
            columns=picture.columns,
            shares=tuple(ShareView(timeline.full_name(lane), row.cells) for lane, row in zip(told.lanes, picture.rows)),
        )
        return self._scrubbed(view, f"{lesson}-{kind}", picture, told) if scrubbed else view

    def _scrubbed(self, view: TimelineView, name: str, picture: Drawn, told: Timeline) -> TimelineView:
        left, right = moments.plot(picture)
        return replace(
            view,
            moments=self._add(f"{name}.json", moments.moments(told, picture)),
            length=moments.length(told),
            plot=f"{left:g} {right:g}",
        )

    def _card(self, page: str, name: str, card: Card) -> None:
        self.cards[page] = self._add(f"{name}.png", png(cards.svg(card, palette())))

    def home(self, title: str, recording: Recording | None) -> TurnsView | None:
        """`recording`: the one from which the home page's picture is. Raises ObservedError."""
        data = _recorded(recording, "broken") if recording else None
        try:
            seen = turns.read(data) if data else None
        except (ValueError, KeyError, TypeError) as error:
            raise _no_timeline("broken", error) from error
        self._card(routes.HOME, "course", cards.home(title, seen))
        if seen is None or recording is None:
            return None
        return TurnsView(
            view_box=seen.view_box,
            lanes=seen.ground(),
            held=seen.held(),
            program="broken.py",
            interpreter=figures.interpreter(recording),
            milliseconds=f"{seen.seconds * 1000:.0f} ms",
        )

    def card(self, lesson: str, number: int, title: str, recording: Recording) -> None:
        """Of a lesson's page, drawn from the timeline of its broken program. Raises as `lesson` does."""
        lanes = None
        data = _recorded(recording, "broken") if self._draw else None
        if data:
            picture, _ = self._read("broken", data)
            lanes = Lanes(picture.axes[0].left, picture.axes[0].right, picture.lanes)
        self._card(routes.lesson(lesson), lesson, cards.lesson(number, title, recording, lanes))

    def lesson(self, lesson: str, recording: Recording) -> PicturesView:
        """Of the recording that the text quotes. Raises PictureError, ObservedError."""
        return PicturesView(
            broken=self._timeline(lesson, recording, "broken", scrubbed=True),
            fixed=self._timeline(lesson, recording, "fixed", scrubbed=True),
            speedup=chart(recording),
        )

    def recordings(self, lesson: str, recordings: Sequence[Recording]) -> tuple[RecordingView, ...]:
        """Each with its figures, and all but the first with what they printed and their timelines: those of the first
        one stand in the lesson's text. Raises as `lesson` does."""
        first, *others = recordings
        return figures.recording_view(first), *(self._other(lesson, recording) for recording in others)

    def _other(self, lesson: str, recording: Recording) -> RecordingView:
        printed = [
            code_block(text, PLAIN, Caption(text, f"{kind}.py printed", "", kind))
            for kind in _KINDS
            if (text := str(recording.get(f"{kind}.stdout")))
        ]
        timelines = (self._timeline(lesson, recording, kind, scrubbed=False) for kind in _KINDS)
        return replace(
            figures.recording_view(recording),
            printed=Markup("").join(printed),
            timelines=tuple(view for view in timelines if view),
        )
