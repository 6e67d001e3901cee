import secrets
from contextlib import contextmanager

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from config.core.images import CleanPhoto


def random_path(instance, filename):
    """A name that says nothing and cannot be guessed, in one of 256 folders."""
    name = secrets.token_urlsafe(24)
    return f"photos/{secrets.token_hex(1)}/{name}.jpg"


class Photo(models.Model):
    """A re-encoded picture of a record; a subclass adds the foreign key to its owner."""

    image = models.FileField(upload_to=random_path, max_length=200)
    thumb = models.FileField(upload_to=random_path, max_length=200)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    caption = models.CharField(_("caption"), max_length=120, blank=True)
    public = models.BooleanField(_("visible to the client"), default=False)
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.caption or self.image.name

    @classmethod
    @contextmanager
    def stored(cls, clean_photos, **fields):
        """Photos whose files are written and whose rows are not yet saved.

        Files are written before the transaction that keeps the rows, and go again when it fails: no transaction
        waits for a disk, and no row names a file that is not there.
        """
        photos = []
        try:
            for clean in clean_photos:
                photos.append(cls(width=clean.width, height=clean.height, **fields))
                photos[-1].write_files(clean)
            yield photos
        except BaseException:
            for photo in photos:
                photo.delete_files()
            raise

    def write_files(self, clean):
        self.image.save("", ContentFile(clean.data), save=False)
        self.thumb.save("", ContentFile(clean.thumb), save=False)

    def copy(self):
        """The same picture as a CleanPhoto, for another record: that one's files are its own, and stay when these go."""
        with self.image.open() as image, self.thumb.open() as thumb:
            return CleanPhoto(image.read(), self.width, self.height, thumb.read())

    def forget(self):
        """The row is deleted, and its files once that has committed."""
        self.delete()
        transaction.on_commit(lambda: self.delete_files(), robust=True)

    def delete_files(self):
        """What was written of it is gone; a full disk may have taken but one of the two."""
        for file in filter(None, (self.image, self.thumb)):
            file.storage.delete(file.name)
