"""What a reader does with the pages: compare two programs, run them, find a way through the course, do an exercise."""
