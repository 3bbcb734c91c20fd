"""`gilkit site serve`: the site, while somebody writes it."""
