"""The generator of the lesson website: from the course, through the bindings, to plain HTML."""
