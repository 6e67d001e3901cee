import config.core.fields
import config.core.models.photo
import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import phonenumber_field.modelfields
import vendors.models.messages
from decimal import Decimal
from django.conf import settings
from config.core.migration_steps import CreateTable
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_files_and_withdrawn"),
        ("core", "__first__"),
    ]

    operations = [
        CreateTable(
            name="Trade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="short name")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "trade",
                "verbose_name_plural": "trades",
            },
        ),
        CreateTable(
            name="Property",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("address", models.TextField(max_length=300, verbose_name="address")),
                (
                    "community",
                    models.CharField(blank=True, max_length=120, verbose_name="community"),
                ),
                ("lot", models.CharField(blank=True, max_length=40, verbose_name="lot")),
                (
                    "homeowner",
                    models.CharField(blank=True, max_length=120, verbose_name="homeowner"),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                (
                    "language",
                    models.CharField(default="en", max_length=10, verbose_name="language"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="closing date")),
                (
                    "warranty_months",
                    models.PositiveSmallIntegerField(default=12, verbose_name="warranty, months"),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "property",
                "verbose_name_plural": "properties",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        name="property_has_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None),
                            models.Q(
                                ("closed_on__gte", "1900-01-01"), ("closed_on__lt", "2100-01-01")
                            ),
                            _connector="OR",
                        ),
                        name="property_closed_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("warranty_months__lte", 600)),
                        name="warranty_of_fifty_years_at_most",
                    ),
                ],
            },
        ),
        CreateTable(
            name="ServiceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("number", models.CharField(editable=False, max_length=20, unique=True)),
                ("number_year", models.PositiveSmallIntegerField(editable=False)),
                (
                    "number_seq",
                    models.PositiveIntegerField(
                        editable=False,
                        validators=[django.core.validators.MaxValueValidator(2147483647)],
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("submitted", "Submitted"),
                            ("in_review", "In review"),
                            ("in_progress", "In progress"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                        ],
                        default="submitted",
                        max_length=50,
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                (
                    "language",
                    models.CharField(default="en", max_length=10, verbose_name="language"),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("resolved_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "home",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="vendors.property",
                    ),
                ),
            ],
            options={
                "verbose_name": "service request",
                "verbose_name_plural": "service requests",
                "permissions": [("handle", "Can handle service requests")],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("number_year"), descending=True),
                        models.OrderBy(models.F("number_seq"), descending=True),
                        name="request_newest",
                    ),
                    models.Index(fields=["status", "-submitted_at"], name="request_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["submitted", "in_review", "in_progress", "resolved", "closed"],
                            )
                        ),
                        name="request_status_known",
                    ),
                    models.UniqueConstraint(
                        fields=("number_year", "number_seq"), name="one_request_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="request_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "submitted_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "submitted_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="request_submitted_in_our_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=1)),
                ("title", models.CharField(blank=True, max_length=150, verbose_name="title")),
                ("description", models.TextField(max_length=4000, verbose_name="what is wrong")),
                ("room", models.CharField(blank=True, max_length=80, verbose_name="room")),
                (
                    "urgency",
                    models.CharField(
                        choices=[
                            ("low", "Can wait"),
                            ("normal", "Normal"),
                            ("urgent", "Urgent"),
                            ("emergency", "Emergency"),
                        ],
                        default="normal",
                        max_length=10,
                        verbose_name="urgency",
                    ),
                ),
                (
                    "not_covered",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="why it is not covered"
                    ),
                ),
                ("not_covered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "split_from",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="vendors.issue",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="vendors.servicerequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "issue",
                "verbose_name_plural": "issues",
                "ordering": ["place", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("urgency__in", ["low", "normal", "urgent", "emergency"])
                        ),
                        name="issue_urgency_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("description", ""), _negated=True),
                        name="issue_says_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("not_covered_at", None),
                            models.Q(("not_covered", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="not_covered_has_a_reason",
                    ),
                ],
            },
        ),
        CreateTable(
            name="IssuePhoto",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "image",
                    models.FileField(
                        max_length=200, upload_to=config.core.models.photo.random_path
                    ),
                ),
                (
                    "thumb",
                    models.FileField(
                        max_length=200, upload_to=config.core.models.photo.random_path
                    ),
                ),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("caption", models.CharField(blank=True, max_length=120, verbose_name="caption")),
                (
                    "public",
                    models.BooleanField(default=False, verbose_name="visible to the client"),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="vendors.issue",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="Vendor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("company", models.CharField(max_length=120, unique=True, verbose_name="company")),
                (
                    "contact_name",
                    models.CharField(blank=True, max_length=120, verbose_name="contact"),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                (
                    "phone",
                    phonenumber_field.modelfields.PhoneNumberField(
                        blank=True, max_length=128, region=None, verbose_name="phone"
                    ),
                ),
                ("area", models.CharField(blank=True, max_length=200, verbose_name="area")),
                (
                    "language",
                    models.CharField(default="en", max_length=10, verbose_name="language"),
                ),
                (
                    "insured_until",
                    models.DateField(blank=True, null=True, verbose_name="insured until"),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "trades",
                    models.ManyToManyField(
                        related_name="vendors", to="vendors.trade", verbose_name="trades"
                    ),
                ),
            ],
            options={
                "verbose_name": "vendor",
                "verbose_name_plural": "vendors",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), _negated=True), name="vendor_has_an_email"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("insured_until", None),
                            models.Q(
                                ("insured_until__gte", "2000-01-01"),
                                ("insured_until__lt", "2100-01-01"),
                            ),
                            _connector="OR",
                        ),
                        name="vendor_insured_in_our_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="VendorWorkOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("number", models.CharField(editable=False, max_length=20, unique=True)),
                ("number_year", models.PositiveSmallIntegerField(editable=False)),
                (
                    "number_seq",
                    models.PositiveIntegerField(
                        editable=False,
                        validators=[django.core.validators.MaxValueValidator(2147483647)],
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_progress", "In progress"),
                            ("completed", "Completed"),
                            ("canceled", "Canceled"),
                        ],
                        default="draft",
                        max_length=50,
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("description", models.TextField(max_length=8000, verbose_name="description")),
                (
                    "scope",
                    models.TextField(blank=True, max_length=4000, verbose_name="scope notes"),
                ),
                (
                    "internal_notes",
                    models.TextField(blank=True, max_length=8000, verbose_name="internal notes"),
                ),
                (
                    "amount",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="purchase amount",
                    ),
                ),
                (
                    "scheduled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="scheduled"),
                ),
                (
                    "response",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not sent"),
                            ("sent", "Sent"),
                            ("viewed", "Viewed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("scheduled", "Scheduled"),
                            ("done", "Reported done"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("wished_at", models.DateTimeField(editable=False, null=True)),
                ("response_note", models.TextField(blank=True, editable=False, max_length=4000)),
                ("sent_at", models.DateTimeField(editable=False, null=True)),
                ("viewed_at", models.DateTimeField(editable=False, null=True)),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("has_news", models.BooleanField(default=False, editable=False)),
                ("nudged_at", models.DateTimeField(editable=False, null=True)),
                ("announced_at", models.DateTimeField(editable=False, null=True)),
                ("asked_done_at", models.DateTimeField(editable=False, null=True)),
                ("escalated_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("issues", models.ManyToManyField(related_name="orders", to="vendors.issue")),
                (
                    "photos",
                    models.ManyToManyField(
                        blank=True, related_name="orders", to="vendors.issuephoto"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="vendors.servicerequest",
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="vendors.trade",
                        verbose_name="trade",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "vendor work order",
                "verbose_name_plural": "vendor work orders",
                "permissions": [("dispatch", "Can write and send vendor work orders")],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("number_year"), descending=True),
                        models.OrderBy(models.F("number_seq"), descending=True),
                        name="vendor_newest",
                    ),
                    models.Index(fields=["status", "scheduled_at"], name="vendor_by_status"),
                    models.Index(fields=["vendor", "status"], name="vendor_of_order"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "in_progress", "completed", "canceled"])
                        ),
                        name="vendor_order_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "response__in",
                                ["", "sent", "viewed", "accepted", "declined", "scheduled", "done"],
                            )
                        ),
                        name="vendor_response_known",
                    ),
                    models.UniqueConstraint(
                        fields=("number_year", "number_seq"), name="one_vendor_order_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="vendor_order_has_a_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "in_progress"), _negated=True),
                            ("vendor__isnull", False),
                            _connector="OR",
                        ),
                        name="sent_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount", None), ("amount__gte", 0), _connector="OR"),
                        name="purchase_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scheduled_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "scheduled_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="vendor_order_scheduled_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "wished_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "wished_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="vendor_order_wished_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "created_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "created_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="vendor_order_created_in_our_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=500, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("reply", "Reply"),
                            ("auto", "Automatic reply"),
                            ("bounce", "Returned mail"),
                            ("unknown", "Not matched"),
                        ],
                        default="unknown",
                        max_length=10,
                    ),
                ),
                ("sender", models.CharField(max_length=254)),
                ("sender_name", models.CharField(blank=True, max_length=200)),
                ("to", models.CharField(blank=True, max_length=1000)),
                ("subject", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField()),
                ("whole", models.TextField(blank=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(auto_now_add=True)),
                ("handled_at", models.DateTimeField(null=True)),
                (
                    "email",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.email",
                    ),
                ),
                (
                    "handled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="vendors.vendorworkorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "permissions": [("read_inbox", "Can read and sort unmatched mail")],
                "indexes": [
                    models.Index(fields=["order", "-received_at"], name="message_of_order"),
                    models.Index(
                        condition=models.Q(("handled_at", None), ("order", None)),
                        fields=["-received_at"],
                        name="message_inbox",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["reply", "auto", "bounce", "unknown"])),
                        name="message_kind_known",
                    )
                ],
            },
        ),
        CreateTable(
            name="MessageFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("content_type", models.CharField(max_length=60)),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to=vendors.models.messages.attachment_path
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="vendors.message",
                    ),
                ),
            ],
        ),
        CreateTable(
            name="RequestLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(editable=False, max_length=254)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="vendors.servicerequest",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("request",),
                        name="one_live_request_link",
                    )
                ],
            },
        ),
        CreateTable(
            name="ServiceRequestHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("actor", models.CharField(blank=True, max_length=80)),
                ("action", models.SlugField()),
                ("came_from", models.CharField(blank=True, max_length=30)),
                ("went_to", models.CharField(blank=True, max_length=30)),
                ("note", models.TextField(blank=True)),
                ("public", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "email",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.email",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="vendors.servicerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
        CreateTable(
            name="VendorLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(editable=False, max_length=254)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="vendors.vendorworkorder",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("order",),
                        name="one_live_vendor_link",
                    )
                ],
            },
        ),
        CreateTable(
            name="ReplyAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(editable=False, max_length=254)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("digest", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField(editable=False, null=True)),
                ("revoked_at", models.DateTimeField(editable=False, null=True)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reply_addresses",
                        to="vendors.vendorworkorder",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="DraftProposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField()),
                ("title", models.CharField(max_length=150)),
                ("description", models.TextField(max_length=8000)),
                ("confidence", models.FloatField()),
                ("words", models.JSONField(default=list)),
                ("engine", models.CharField(max_length=20)),
                ("engine_version", models.CharField(max_length=40)),
                ("prompt_hash", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "decision",
                    models.CharField(
                        choices=[
                            ("pending", "Waiting for a decision"),
                            ("accepted", "Accepted"),
                            ("edited", "Edited"),
                            ("rejected", "Rejected"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                ("reason", models.TextField(blank=True, max_length=2000, verbose_name="reason")),
                ("changed", models.JSONField(default=dict)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "leaned_on",
                    models.ManyToManyField(related_name="led_to", to="vendors.draftproposal"),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="vendors.issue",
                    ),
                ),
                (
                    "trade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.trade",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.vendor",
                    ),
                ),
                (
                    "order",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposal",
                        to="vendors.vendorworkorder",
                    ),
                ),
            ],
            options={
                "verbose_name": "draft",
                "verbose_name_plural": "drafts",
                "indexes": [models.Index(fields=["decision", "decided_at"], name="draft_decided")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision__in", ["pending", "accepted", "edited", "rejected"])
                        ),
                        name="draft_decision_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("confidence__gte", 0), ("confidence__lte", 1)),
                        name="draft_confidence_a_share",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "pending"), ("decided_at__isnull", False), _connector="OR"
                        ),
                        name="draft_decided_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision__in", ["accepted", "edited"]), _negated=True),
                            ("order__isnull", False),
                            _connector="OR",
                        ),
                        name="draft_taken_has_an_order",
                    ),
                ],
            },
        ),
        CreateTable(
            name="VendorWorkOrderHistory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("actor", models.CharField(blank=True, max_length=80)),
                ("action", models.SlugField()),
                ("came_from", models.CharField(blank=True, max_length=30)),
                ("went_to", models.CharField(blank=True, max_length=30)),
                ("note", models.TextField(blank=True)),
                ("public", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "email",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.email",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="vendors.message",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="vendors.vendorworkorder",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
    ]
