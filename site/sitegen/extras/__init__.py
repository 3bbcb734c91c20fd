"""What a site has when its pages are read in a browser: search, Python that runs there, reading offline.

Search and Python come from npm (site/package.json). The generator needs neither: without them it builds the same pages,
less what they offer.
"""
