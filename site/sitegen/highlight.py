"""Program text to HTML. Few classes, few spans: the page's budget is small and its colours are ours."""

from functools import cache, lru_cache
from html import escape

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Generic, Keyword, Literal, Name, Operator, String, Number, _TokenType

# Token types not listed here (names, punctuation, …) keep the colour of the text.
# Each class has a colour of that name in static/css/palette.css.
_CLASSES: dict[_TokenType, str] = {
    Comment: "comment",
    Comment.Preproc: "keyword",
    Comment.PreprocFile: "string",
    Generic.Error: "error",
    Generic.Prompt: "comment",
    Keyword: "keyword",
    Literal: "string",
    Name.Builtin: "builtin",
    Name.Class: "name",
    Name.Decorator: "builtin",
    Name.Exception: "builtin",
    Name.Function: "name",
    Name.Tag: "keyword",
    Number: "number",
    Operator.Word: "keyword",
    String: "string",
    String.Escape: "number",
    String.Interpol: "number",
}
CLASSES = frozenset(_CLASSES.values())
PLAIN = "text"


@cache
def _lexer(language: str) -> Lexer:
    # Nothing is stripped or added: the page shows the program byte for byte.
    return get_lexer_by_name(language, stripnl=False, ensurenl=False)


def _class_of(token: _TokenType | None) -> str:
    while token is not None:
        if token in _CLASSES:
            return _CLASSES[token]
        token = token.parent
    return ""


def span(name: str, text: str) -> str:
    """HTML of some text in the class `name`, which may be empty."""
    return f'<span class="t-{name}">{escape(text, quote=False)}</span>' if name else escape(text, quote=False)


# A page shows its programs more than once, and `gilkit site serve` builds again and again.
@lru_cache(maxsize=512)
def runs_of(source: str, language: str) -> tuple[tuple[str, str], ...]:
    """The source in pieces, each with its class or none. Raises as `highlight` does."""
    runs: list[tuple[str, str]] = []
    for token, text in _lexer(language).get_tokens(source):
        name = "" if text.isspace() else _class_of(token)
        # White space takes the class of what stands before it, so a line of comment is one span.
        if runs and (runs[-1][0] == name or (text.isspace() and "\n" not in text)):
            runs[-1] = (runs[-1][0], runs[-1][1] + text)
        else:
            runs.append((name, text))
    return tuple(runs)


def highlight(source: str, language: str = PLAIN) -> str:
    """HTML for inside <code>. Raises pygments.util.ClassNotFound for a language that isn't known."""
    if language == PLAIN:
        return escape(source, quote=False)
    return "".join(span(name, text) for name, text in runs_of(source, language))
