"""The Atom feed (RFC 4287): an entry a lesson and an exercise, dated by when the lesson was recorded.

A feed needs absolute addresses, so there is one only where the base URL is known; and dates, so there is none
for a course of which nothing was recorded.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from sitegen import routes
from sitegen.offers.xml import document, element
from sitegen.views import ExerciseView, LessonView, PageView, SiteView

_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class _Entry:
    page: PageView
    title: str
    day: str  # "2026-11-22"


def _days(site: SiteView) -> dict[str, str]:
    """The newest recording's day, of each lesson that has one, by the path of its page."""
    lessons = [page for page in site.pages if isinstance(page, LessonView) and page.recordings]
    return {page.path: max(recording.recorded for recording in page.recordings) for page in lessons}


def _entries(site: SiteView, days: Mapping[str, str]) -> list[_Entry]:
    """The newest first, those of a day in the order of the course."""
    newest = max(days.values())
    made = []
    for page in site.pages:
        if isinstance(page, LessonView):
            made.append(_Entry(page, f"Lesson {page.number}: {page.title}", days[page.path]))
        elif isinstance(page, ExerciseView):
            # An exercise is as old as the lesson that it belongs to; one without a lesson, as the course.
            day = days.get(page.lesson.target, newest) if page.lesson else newest
            made.append(_Entry(page, f"Exercise {page.number}: {page.title}", day))
    return sorted(made, key=lambda entry: entry.day, reverse=True)


def has_feed(site: SiteView, base: routes.BaseUrl) -> bool:
    return bool(base.canonical(routes.FEED)) and bool(_days(site))


def feed(site: SiteView, base: routes.BaseUrl) -> bytes:
    """Only for a site that `has_feed`."""

    def add(parent: ElementTree.Element, tag: str, text: str = "", **attributes: str) -> ElementTree.Element:
        return element(parent, f"{{{_NAMESPACE}}}{tag}", text, attributes)

    entries = _entries(site, _days(site))
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}feed")
    add(root, "id", base.canonical(routes.HOME))
    add(root, "title", site.title)
    add(root, "updated", _instant(entries[0].day))
    add(root, "link", rel="self", type="application/atom+xml", href=base.canonical(routes.FEED))
    add(root, "link", rel="alternate", type="text/html", href=base.canonical(routes.HOME))
    add(add(root, "author"), "name", "gilkit")
    add(root, "generator", "gilkit", version=site.version)
    for entry in entries:
        address = base.canonical(entry.page.path)
        made = add(root, "entry")
        add(made, "id", address)
        add(made, "title", entry.title)
        add(made, "updated", _instant(entry.day))
        add(made, "link", rel="alternate", type="text/html", href=address)
        add(made, "summary", entry.page.description)
    return document(root)


def _instant(day: str) -> str:
    return f"{day}T00:00:00Z"
