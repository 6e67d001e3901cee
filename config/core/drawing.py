"""Where the photos of the demo are drawn, in coordinates of 160 × 120."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SCALE = 8


class Bench:
    """A picture to draw on, lit from above; with no ``light`` it is as plain as paper."""

    def __init__(self, color, light=0.28):
        self.light = light
        self.image = Image.new("RGB", (160 * SCALE, 120 * SCALE), color)
        self.draw = ImageDraw.Draw(self.image)

    def box(self, x, y, width, height, fill, radius=0):
        corners = [at * SCALE for at in (x, y, x + width, y + height)]
        self.draw.rounded_rectangle(corners, radius * SCALE, fill)

    def disc(self, x, y, radius, fill):
        edges = [at * SCALE for at in (x - radius, y - radius, x + radius, y + radius)]
        self.draw.ellipse(edges, fill)

    def line(self, *points, fill, width=1.0):
        self.draw.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill, round(width * SCALE), joint="curve"
        )

    def shape(self, *points, fill):
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill)

    def shade(self, x, y, width, height, radius=8):
        """A soft shadow, for what is put there next."""
        shadow = Image.new("L", self.image.size)
        corners = [at * SCALE for at in (x - 1, y + 1, x + width + 3, y + height + 5)]
        ImageDraw.Draw(shadow).rounded_rectangle(corners, radius * SCALE, 110)
        shadow = shadow.filter(ImageFilter.GaussianBlur(3 * SCALE))
        self.image.paste("#000000", mask=shadow)

    def as_file(self):
        light = (
            Image.radial_gradient("L").resize(self.image.size).point(lambda dark: dark * self.light)
        )
        self.image.paste("#000000", mask=light)
        file = BytesIO()
        self.image.save(file, "JPEG", quality=92)
        return file
