"""The views of the glossary and of the guide."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from sitegen import figures, routes
from sitegen.companions import glossary, guide, references
from sitegen.companions.files import Companions
from sitegen.companions.glossary import Glossary, Mentions
from sitegen.companions.guide import Guide
from sitegen.observed import Recording
from sitegen.prose import Prose, Splitting
from sitegen.views import EvidenceView, GlossaryView, GuideView, Link, PageView, RowView, TermView

GLOSSARY = Link(routes.GLOSSARY, "Glossary")
GUIDE = Link(routes.GUIDE, "Which tool when")


@dataclass(frozen=True)
class Course:
    """What the companions refer to, by a lesson's id."""

    lessons: Mapping[str, Link]
    recordings: Mapping[str, Recording]  # of each lesson the one that its text quotes
    base: routes.BaseUrl
    problems: list[str]


class CompanionPages:
    """Reads both texts; what is wrong with them is added to the course's problems."""

    def __init__(self, texts: Companions, course: Course) -> None:
        self._course = course
        self._glossary = glossary.read(texts.glossary, course.lessons, course.problems)
        self._guide = guide.read(texts.guide, course.recordings, course.problems)

    def links(self) -> tuple[Link, ...]:
        """The pages that there are."""
        return (*([GUIDE] if self._guide.rows else []), *([GLOSSARY] if self._glossary.terms else []))

    def mentions(self, page: str, without: str = "") -> Splitting:
        """Links the first mention of each term on `page` to its entry, but for the one with the slug `without`."""
        targets = {
            term.slug: self._course.base.link(page, f"{routes.GLOSSARY}#{term.slug}") for term in self._glossary.terms
        }
        return Mentions(self._glossary.terms, targets, without).split

    def views(self, glossary_prose: Prose, guide_prose: Prose) -> list[PageView]:
        views: list[PageView] = []
        if self._guide.rows:
            views.append(self._guide_view(self._guide, guide_prose))
        if self._glossary.terms:
            views.append(self._glossary_view(self._glossary, glossary_prose))
        return views

    def _filled(self, text: str, file: str, line: int) -> str:
        return references.fill(text, self._course.recordings, file, line, self._course.problems)

    def _glossary_view(self, terms: Glossary, prose: Prose) -> GlossaryView:
        def text(source: str, line: int, link: Splitting | None = None) -> Markup:
            return prose.block(self._filled(source, glossary.FILE, line), place="glossary.md", mentions=link)

        return GlossaryView(
            path=routes.GLOSSARY,
            title=GLOSSARY.title,
            description="The words of this course on Python’s Global Interpreter Lock, in a sentence or two each.",
            intro=text(terms.intro, terms.intro_line),
            terms=tuple(
                TermView(
                    slug=term.slug,
                    name=term.name,
                    also=", ".join(term.also),
                    html=text(term.text, term.text_line, self.mentions(routes.GLOSSARY, without=term.slug)),
                    lessons=tuple(link for id, link in self._course.lessons.items() if id in term.lessons),
                )
                for term in terms.terms
            ),
        )

    def _guide_view(self, rows: Guide, prose: Prose) -> GuideView:
        place, mentions = "which-tool-when.md", self.mentions(routes.GUIDE)

        def text(source: str, line: int, link: Splitting | None = None) -> Markup:
            return prose.block(self._filled(source, guide.FILE, line), place=place, mentions=link)

        def words(source: str, line: int) -> Markup:
            return prose.inline(self._filled(source, guide.FILE, line), place=place)

        return GuideView(
            path=routes.GUIDE,
            title=GUIDE.title,
            description="From what your Python program does to the tool for it, with the measurements behind the advice.",
            intro=text(rows.intro, rows.intro_line),
            rows=tuple(
                RowView(
                    slug=row.slug,
                    situation=words(row.situation, row.line),
                    tool=words(row.tool, row.line),
                    html=text(row.text, row.text_line, mentions),
                    evidence=tuple(
                        EvidenceView(
                            lesson=self._course.lessons[each.lesson],
                            conditions=figures.conditions(self._course.recordings[each.lesson], each.when),
                        )
                        for each in row.evidence
                    ),
                )
                for row in rows.rows
            ),
        )
