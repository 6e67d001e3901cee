from django.core.management.base import BaseCommand, CommandError

from workorders.models import ApiToken, Scope


class Command(BaseCommand):
    help = "Make a token for another system, and show it this once."

    def add_arguments(self, parser):
        parser.add_argument("name", help="the system that will use it")
        parser.add_argument("--scope", choices=Scope.values, default=Scope.READ)

    def handle(self, *, name, scope, **options):
        name = " ".join(name.split())
        if not 1 <= len(name) <= ApiToken._meta.get_field("name").max_length:
            raise CommandError("Name it in 1 to 80 characters.")
        if ApiToken.objects.filter(name=name).exists():
            raise CommandError(f"There is a token named {name}: give this one another name.")
        _row, token = ApiToken.make(name, scope)
        self.stdout.write(token)
