"""What a lesson shows of its recordings besides figures: timelines, the chart of speedups, the card for links to it."""
