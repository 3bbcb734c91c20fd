"""What the site offers to programs: sitemap, feed and robots.txt, and all recordings as data."""
