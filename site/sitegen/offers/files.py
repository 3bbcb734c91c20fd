"""The files for programs that follow from the finished pages."""

from sitegen import routes
from sitegen.offers.feed import feed, has_feed
from sitegen.offers.sitemap import robots, sitemap
from sitegen.views import SiteView


def files(site: SiteView, base: routes.BaseUrl) -> dict[str, bytes]:
    """By their paths in the site. Without a base URL there are none: all of them hold absolute addresses."""
    if not base.canonical(routes.HOME):
        return {}
    made = {routes.SITEMAP: sitemap(site, base), routes.ROBOTS: robots(base)}
    if has_feed(site, base):
        made[routes.FEED] = feed(site, base)
    return made
