import json
import shutil
from pathlib import Path
from zipfile import ZipFile

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import translation

from serviceorders import privacy
from serviceorders.models import Client


class Command(BaseCommand):
    help = "Write down all that is kept of a client: JSON, or a zip with their photos."

    def add_arguments(self, parser):
        parser.add_argument("id", type=int, help="the number in the address of the client's page")
        parser.add_argument("file", type=Path, nargs="?", help="data.json or data.zip")

    def handle(self, *, id, file, **options):
        client = Client.objects.filter(pk=id).first()
        if client is None:
            raise CommandError(f"There is no client {id}.")
        with translation.override(client.language):
            known = privacy.everything_about(client)
        text = json.dumps(known, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        if file is None:
            self.stdout.write(text)
        elif file.suffix == ".zip":
            _write_zip(file, text, client)
        else:
            file.write_text(text + "\n", encoding="utf-8")


def _write_zip(file, text, client):
    with ZipFile(file, "w") as archive:
        archive.writestr("data.json", text)
        for order in client.orders.prefetch_related("photos").order_by("pk"):
            for name, photo in privacy.photos_of(order):
                with photo.image.open() as source, archive.open(name, "w") as target:
                    shutil.copyfileobj(source, target)
