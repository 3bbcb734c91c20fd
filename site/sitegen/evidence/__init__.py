"""What the page about the measurements shows: where they were made, and how often they are wrong."""
