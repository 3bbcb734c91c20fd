"""How making a picture fails."""


class PictureError(Exception):
    """What was recorded, or what the bindings draw of it, isn't as expected. The text says what to do."""
