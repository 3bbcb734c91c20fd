"""sitemap.xml (sitemaps.org) and robots.txt. Both hold absolute addresses, so both need the base URL.

Without <lastmod>: when a page's text last changed is not known here, and a wrong date is worse than none.
"""

from xml.etree import ElementTree

from sitegen import routes
from sitegen.offers.xml import document, element
from sitegen.views import MovedView, NotFoundView, SiteView

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def sitemap(site: SiteView, base: routes.BaseUrl) -> bytes:
    """Every page that has an address of its own."""
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}urlset")
    for page in site.pages:
        if not isinstance(page, (MovedView, NotFoundView)):
            entry = element(root, f"{{{_NAMESPACE}}}url")
            element(entry, f"{{{_NAMESPACE}}}loc", base.canonical(page.path))
    return document(root)


def robots(base: routes.BaseUrl) -> bytes:
    """Everybody may read everything. (Robots look for it at the top of a host only.)"""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base.canonical(routes.SITEMAP)}\n".encode()
