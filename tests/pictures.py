"""A picture as small as one can be, for tests that need one and do not look at it."""

import io

from PIL import Image

from config.core.images import CleanPhoto


def a_photo():
    picture = io.BytesIO()
    Image.new("RGB", (8, 6), "teal").save(picture, "JPEG")
    return CleanPhoto(data=picture.getvalue(), width=8, height=6, thumb=picture.getvalue())
