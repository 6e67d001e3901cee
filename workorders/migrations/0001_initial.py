import config.core.fields
import config.core.models.photo
import datetime
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import workorders.models.assets
import workorders.models.tasks
from decimal import Decimal
from django.conf import settings
from config.core.migration_steps import CreateTable
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0004_ladder_and_delivery"),
        ("core", "__first__"),
        ("vendors", "0003_drafting_and_pictures"),
        ("warehouse", "0002_rights_rules_search"),
    ]

    operations = [
        CreateTable(
            name="ServiceTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, unique=True, verbose_name="name")),
                ("category", models.CharField(blank=True, max_length=80, verbose_name="category")),
                (
                    "subcategory",
                    models.CharField(blank=True, max_length=80, verbose_name="subcategory"),
                ),
                (
                    "description",
                    models.TextField(blank=True, max_length=4000, verbose_name="description"),
                ),
                (
                    "minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="usual minutes"
                    ),
                ),
                (
                    "parts_cost",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="usual cost of parts",
                    ),
                ),
                ("archived", models.BooleanField(default=False, verbose_name="archived")),
            ],
            options={
                "verbose_name": "service task",
                "verbose_name_plural": "service tasks",
            },
        ),
        CreateTable(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40, unique=True, verbose_name="name")),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
            },
        ),
        CreateTable(
            name="WorkTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
            ],
            options={
                "verbose_name": "template",
                "verbose_name_plural": "templates",
            },
        ),
        CreateTable(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="address")),
                ("customer", models.CharField(blank=True, max_length=120, verbose_name="customer")),
                (
                    "pin",
                    models.CharField(blank=True, max_length=12, verbose_name="PIN for reports"),
                ),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reports go to",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
            },
        ),
        CreateTable(
            name="Asset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("search_text", models.TextField(default="", editable=False)),
                ("name", models.CharField(max_length=150, verbose_name="name")),
                ("tag", models.CharField(max_length=60, unique=True, verbose_name="tag")),
                (
                    "serial",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="serial number or VIN"
                    ),
                ),
                ("kind", models.CharField(blank=True, max_length=80, verbose_name="kind")),
                ("location", models.CharField(blank=True, max_length=120, verbose_name="location")),
                (
                    "status",
                    models.CharField(
                        choices=[("running", "Running"), ("down", "Down"), ("retired", "Retired")],
                        default="running",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                (
                    "code",
                    models.CharField(
                        default=workorders.models.assets.new_code,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("external_ids", models.JSONField(blank=True, default=dict, editable=False)),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="workorders.asset",
                        verbose_name="part of",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assets",
                        to="workorders.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "asset",
                "verbose_name_plural": "assets",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["running", "down", "retired"])),
                        name="asset_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent", None),
                            models.Q(("parent", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="asset_no_part_of_itself",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Case",
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
                            ("open", "Open"),
                            ("in_progress", "In progress"),
                            ("resolved", "Resolved"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=50,
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                (
                    "description",
                    models.TextField(blank=True, max_length=8000, verbose_name="description"),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("urgent", "Urgent"),
                        ],
                        default="medium",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "reporter_name",
                    models.CharField(blank=True, max_length=120, verbose_name="reported by"),
                ),
                (
                    "reporter_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="e-mail"),
                ),
                (
                    "language",
                    models.CharField(default="en", max_length=10, verbose_name="language"),
                ),
                (
                    "opened_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("resolved_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="workorders.asset",
                        verbose_name="asset",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "case",
                "verbose_name_plural": "cases",
                "permissions": [("handle_case", "Can handle cases")],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("number_year"), descending=True),
                        models.OrderBy(models.F("number_seq"), descending=True),
                        name="case_newest",
                    ),
                    models.Index(fields=["status", "-opened_at"], name="case_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "in_progress", "resolved", "closed"])
                        ),
                        name="case_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", ["low", "medium", "high", "urgent"])),
                        name="case_priority_known",
                    ),
                    models.UniqueConstraint(
                        fields=("number_year", "number_seq"), name="one_case_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="case_has_a_title"
                    ),
                ],
            },
        ),
        CreateTable(
            name="ServiceJob",
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
                ("title", models.CharField(max_length=150, verbose_name="title")),
                ("customer", models.CharField(blank=True, max_length=120, verbose_name="customer")),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="to")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                (
                    "added_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "crew",
                    models.ManyToManyField(
                        blank=True,
                        related_name="jobs",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="crew",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs",
                        to="workorders.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "service job",
                "verbose_name_plural": "service jobs",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number_year", "number_seq"), name="one_job_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_at", None),
                            ("ends_at", None),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="job_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "starts_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "starts_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="job_starts_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "ends_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "ends_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="job_ends_in_our_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="Team",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True,
                        related_name="teams",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="members",
                    ),
                ),
            ],
            options={
                "verbose_name": "team",
                "verbose_name_plural": "teams",
            },
        ),
        CreateTable(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="what changed")),
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
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="workorders.worktemplate",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("template", "number"), name="one_template_version_a_number"
                    )
                ],
            },
        ),
        CreateTable(
            name="WorkOrder",
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
                            ("planning", "Planning"),
                            ("estimate", "Estimate"),
                            ("open", "Open"),
                            ("assigned", "Assigned"),
                            ("in_progress", "In progress"),
                            ("on_hold", "On hold"),
                            ("pending_parts", "Pending parts"),
                            ("pending_approval", "Pending approval"),
                            ("completed", "Completed"),
                            ("closed", "Closed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="open",
                        max_length=50,
                    ),
                ),
                (
                    "stage",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(
                                status__in=["completed", "closed"], then=models.Value("finished")
                            ),
                            models.When(status="cancelled", then=models.Value("skipped")),
                            models.When(
                                status__in=["in_progress", "on_hold", "pending_parts"],
                                then=models.Value("started"),
                            ),
                            models.When(
                                started_at__isnull=False,
                                status="pending_approval",
                                then=models.Value("started"),
                            ),
                            default=models.Value("scheduled"),
                        ),
                        output_field=models.CharField(
                            choices=[
                                ("scheduled", "Scheduled"),
                                ("started", "Started"),
                                ("finished", "Finished"),
                                ("skipped", "Skipped"),
                            ],
                            max_length=10,
                        ),
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maintenance", "Maintenance"),
                            ("repair", "Repair"),
                            ("inspection", "Inspection"),
                            ("cleaning", "Cleaning"),
                            ("approval", "Approval"),
                        ],
                        default="maintenance",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("category", models.CharField(blank=True, max_length=80, verbose_name="category")),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("urgent", "Urgent"),
                        ],
                        default="medium",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "planned_start",
                    models.DateTimeField(blank=True, null=True, verbose_name="planned start"),
                ),
                (
                    "planned_end",
                    models.DateTimeField(blank=True, null=True, verbose_name="planned end"),
                ),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="due")),
                (
                    "planned_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="planned minutes"
                    ),
                ),
                (
                    "description",
                    models.TextField(blank=True, max_length=8000, verbose_name="description"),
                ),
                (
                    "closing_notes",
                    models.TextField(blank=True, max_length=8000, verbose_name="closing notes"),
                ),
                (
                    "invoice_number",
                    models.CharField(blank=True, max_length=80, verbose_name="invoice number"),
                ),
                (
                    "po_number",
                    models.CharField(blank=True, max_length=80, verbose_name="purchase order"),
                ),
                (
                    "odometer",
                    config.core.fields.QuantityField(
                        blank=True, null=True, verbose_name="odometer, metres"
                    ),
                ),
                (
                    "engine",
                    config.core.fields.QuantityField(
                        blank=True, null=True, verbose_name="engine hours, seconds"
                    ),
                ),
                (
                    "discount_points",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="discount, basis points"
                    ),
                ),
                (
                    "discount",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="discount",
                    ),
                ),
                (
                    "tax_points",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="tax, basis points"
                    ),
                ),
                (
                    "tax",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="tax",
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("hand", "By hand"),
                            ("strategy", "Strategy"),
                            ("machine", "Machine data"),
                            ("case", "Case"),
                            ("bulk", "Bulk add"),
                            ("api", "API"),
                        ],
                        default="hand",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("items", models.JSONField(blank=True, default=list, editable=False)),
                (
                    "approver_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="approver from outside"
                    ),
                ),
                (
                    "approver_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="their e-mail"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("started_at", models.DateTimeField(editable=False, null=True)),
                ("completed_at", models.DateTimeField(editable=False, null=True)),
                ("archived_at", models.DateTimeField(editable=False, null=True)),
                (
                    "resolution_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="resolution, minutes"
                    ),
                ),
                ("told_due_at", models.DateTimeField(editable=False, null=True)),
                ("told_late_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "approver",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="to_approve",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approver",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="workorders.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="workorders.servicejob",
                        verbose_name="service job",
                    ),
                ),
                (
                    "tags",
                    models.ManyToManyField(
                        blank=True, related_name="orders", to="workorders.tag", verbose_name="tags"
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="workorders.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="workorders.templateversion",
                    ),
                ),
                (
                    "vendor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_orders",
                        to="vendors.vendor",
                        verbose_name="vendor",
                    ),
                ),
            ],
            options={
                "verbose_name": "work order",
                "verbose_name_plural": "work orders",
                "permissions": [
                    ("plan_work", "Can plan and assign work"),
                    ("do_work", "Can do work"),
                    ("reopen_work", "Can reopen sealed work orders"),
                    ("sign_off", "Can approve work"),
                ],
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("number_year"), descending=True),
                        models.OrderBy(models.F("number_seq"), descending=True),
                        name="work_newest",
                    ),
                    models.Index(fields=["status", "due_at"], name="work_by_status"),
                    models.Index(fields=["stage", "due_at"], name="work_by_stage"),
                    models.Index(fields=["assignee", "status"], name="work_of_assignee"),
                    models.Index(fields=["planned_start"], name="work_planned"),
                    models.Index(fields=["updated_at", "id"], name="work_stream"),
                    models.Index(fields=["completed_at"], name="work_completed"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "planning",
                                    "estimate",
                                    "open",
                                    "assigned",
                                    "in_progress",
                                    "on_hold",
                                    "pending_parts",
                                    "pending_approval",
                                    "completed",
                                    "closed",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="work_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["maintenance", "repair", "inspection", "cleaning", "approval"],
                            )
                        ),
                        name="work_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", ["low", "medium", "high", "urgent"])),
                        name="work_priority_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("origin__in", ["hand", "strategy", "machine", "case", "bulk", "api"])
                        ),
                        name="work_origin_known",
                    ),
                    models.UniqueConstraint(
                        fields=("number_year", "number_seq"), name="one_work_order_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="work_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_start", None),
                            ("planned_end", None),
                            ("planned_end__gte", models.F("planned_start")),
                            _connector="OR",
                        ),
                        name="work_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount", None),
                            models.Q(("discount__gte", 0), ("discount_points", None)),
                            _connector="OR",
                        ),
                        name="one_kind_of_discount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tax", None),
                            models.Q(("tax__gte", 0), ("tax_points", None)),
                            _connector="OR",
                        ),
                        name="one_kind_of_tax",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("discount_points", None),
                            ("discount_points__lte", 10000),
                            _connector="OR",
                        ),
                        name="discount_at_most_all",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", None),
                            ("assignee", None),
                            models.Q(("approver", models.F("assignee")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_approves_their_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "assigned"), _negated=True),
                            ("assignee__isnull", False),
                            ("team__isnull", False),
                            _connector="OR",
                        ),
                        name="assigned_to_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "planned_start__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "planned_start__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="work_planned_start_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "planned_end__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "planned_end__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="work_planned_end_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "due_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "due_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="work_due_at_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "completed_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "completed_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="work_completed_at_in_our_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "started_at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "started_at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="work_started_at_in_our_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="ApprovalRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("executor_name", models.CharField(max_length=120)),
                ("executed_at", models.DateTimeField()),
                ("approver_name", models.CharField(blank=True, max_length=120)),
                ("approver_email", models.EmailField(blank=True, max_length=254)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the approver"),
                            ("approved", "Approved"),
                            ("sent_back", "Sent back"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("comment", models.TextField(blank=True, max_length=4000, verbose_name="comment")),
                ("decided_at", models.DateTimeField(null=True)),
                ("address", models.GenericIPAddressField(null=True)),
                ("seal", models.CharField(blank=True, max_length=64)),
                (
                    "approver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "executor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rounds",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("verdict__in", ["waiting", "approved", "sent_back"])),
                        name="verdict_known",
                    ),
                    models.UniqueConstraint(fields=("order", "number"), name="one_round_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approver", None),
                            models.Q(("approver", models.F("executor")), _negated=True),
                            _connector="OR",
                        ),
                        name="nobody_signs_twice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "waiting"),
                            models.Q(
                                ("decided_at__isnull", False), models.Q(("seal", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="verdict_sealed_at_a_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="AssetPhoto",
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
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="workorders.asset",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("wanted", models.JSONField()),
                ("number", models.PositiveIntegerField()),
                ("made", models.PositiveIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        CreateTable(
            name="CaseHistory",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="workorders.case",
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
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
        CreateTable(
            name="CaseLink",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="workorders.case",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="CasePhoto",
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="workorders.case",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="FeedLink",
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feeds",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("user",),
                        name="one_live_feed",
                    )
                ],
            },
        ),
        CreateTable(
            name="MachineEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signal", models.CharField(max_length=60)),
                ("value", models.FloatField()),
                ("at", models.DateTimeField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("judged", models.BooleanField(default=False)),
                ("unusual", models.BooleanField(default=False)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="workorders.asset",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("judged", False)), fields=["id"], name="event_to_judge"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("asset", "signal", "at"), name="one_value_a_moment"
                    )
                ],
            },
        ),
        CreateTable(
            name="Meter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("odometer", "Odometer"),
                            ("engine", "Engine hours"),
                            ("cycles", "Cycles"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("unit", models.CharField(max_length=20, verbose_name="unit")),
                (
                    "value",
                    config.core.fields.QuantityField(
                        editable=False, null=True, verbose_name="reading"
                    ),
                ),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meters",
                        to="workorders.asset",
                    ),
                ),
            ],
            options={
                "verbose_name": "meter",
                "verbose_name_plural": "meters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["odometer", "engine", "cycles", "other"])),
                        name="meter_kind_known",
                    ),
                    models.UniqueConstraint(fields=("asset", "name"), name="one_meter_a_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "other"), _negated=True),
                        fields=("asset", "kind"),
                        name="one_meter_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", None), ("value__gte", 0), _connector="OR"),
                        name="meter_not_negative",
                    ),
                ],
            },
        ),
        CreateTable(
            name="MeterReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("value", config.core.fields.QuantityField(verbose_name="reading")),
                (
                    "reason",
                    models.CharField(blank=True, max_length=200, verbose_name="why it went back"),
                ),
                ("unusual", models.BooleanField(default=False)),
                ("actor", models.CharField(blank=True, max_length=80)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
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
                    "meter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="workorders.meter",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["meter", "-at"], name="reading_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value__gte", 0)), name="reading_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "at__gte",
                                datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                            (
                                "at__lt",
                                datetime.datetime(2100, 1, 1, 0, 0, tzinfo=datetime.timezone.utc),
                            ),
                        ),
                        name="reading_in_our_time",
                    ),
                ],
            },
        ),
        CreateTable(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(blank=True, max_length=1000)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="one_view_a_name")
                ],
            },
        ),
        CreateTable(
            name="Signature",
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
                ("is_approver", models.BooleanField(default=False)),
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="workorders.approvalround",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("round", "is_approver"), name="one_signature_a_side"
                    )
                ],
            },
        ),
        CreateTable(
            name="SignOffLink",
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
                    "round",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="workorders.approvalround",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="Strategy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                ("active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "trigger",
                    models.CharField(
                        choices=[
                            ("calendar", "Every so often"),
                            ("dates", "On listed dates"),
                            ("usage", "Every so much of a meter"),
                            ("condition", "When a value is out of its limits"),
                        ],
                        default="calendar",
                        max_length=10,
                        verbose_name="goes by",
                    ),
                ),
                (
                    "every",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="every"),
                ),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("day", "days"),
                            ("week", "weeks"),
                            ("month", "months"),
                            ("year", "years"),
                        ],
                        max_length=5,
                        verbose_name="unit",
                    ),
                ),
                (
                    "weekdays",
                    models.JSONField(blank=True, default=list, verbose_name="on these days"),
                ),
                (
                    "after_completion",
                    models.BooleanField(
                        default=False, verbose_name="counted from the last completion"
                    ),
                ),
                ("starts_on", models.DateField(blank=True, null=True, verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("at", models.TimeField(blank=True, null=True, verbose_name="time of day")),
                ("dates", models.JSONField(blank=True, default=list, verbose_name="dates")),
                (
                    "excluded",
                    models.JSONField(blank=True, default=list, verbose_name="excluded dates"),
                ),
                (
                    "meter",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("odometer", "Odometer"),
                            ("engine", "Engine hours"),
                            ("cycles", "Cycles"),
                            ("other", "Other"),
                        ],
                        max_length=10,
                        verbose_name="meter",
                    ),
                ),
                (
                    "meter_name",
                    models.CharField(blank=True, max_length=60, verbose_name="its name"),
                ),
                (
                    "usage",
                    config.core.fields.QuantityField(
                        blank=True, null=True, verbose_name="every so much"
                    ),
                ),
                ("signal", models.CharField(blank=True, max_length=60, verbose_name="value")),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("above", "Above"),
                            ("below", "Below"),
                            ("unusual", "Outside its usual band"),
                        ],
                        max_length=10,
                        verbose_name="is",
                    ),
                ),
                ("limit", models.FloatField(blank=True, null=True, verbose_name="limit")),
                ("minutes", models.PositiveIntegerField(default=0, verbose_name="for, minutes")),
                (
                    "lead_days",
                    models.PositiveSmallIntegerField(
                        default=7, verbose_name="made so many days ahead"
                    ),
                ),
                ("paused", models.BooleanField(default=False, verbose_name="paused")),
                ("counts_from", models.DateField(editable=False, null=True)),
                (
                    "season_starts",
                    models.CharField(blank=True, max_length=5, verbose_name="rests each year from"),
                ),
                ("season_ends", models.CharField(blank=True, max_length=5, verbose_name="to")),
                ("title", models.CharField(max_length=150, verbose_name="title of its orders")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("maintenance", "Maintenance"),
                            ("repair", "Repair"),
                            ("inspection", "Inspection"),
                            ("cleaning", "Cleaning"),
                            ("approval", "Approval"),
                        ],
                        default="maintenance",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                (
                    "priority",
                    models.CharField(
                        choices=[
                            ("low", "Low"),
                            ("medium", "Medium"),
                            ("high", "High"),
                            ("urgent", "Urgent"),
                        ],
                        default="medium",
                        max_length=10,
                        verbose_name="priority",
                    ),
                ),
                (
                    "planned_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="planned minutes"
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.team",
                        verbose_name="team",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workorders.worktemplate",
                        verbose_name="template",
                    ),
                ),
            ],
            options={
                "verbose_name": "strategy",
                "verbose_name_plural": "strategies",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("trigger__in", ["calendar", "dates", "usage", "condition"])
                        ),
                        name="strategy_trigger_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["maintenance", "repair", "inspection", "cleaning", "approval"],
                            )
                        ),
                        name="strategy_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("priority__in", ["low", "medium", "high", "urgent"])),
                        name="strategy_priority_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trigger", "calendar"), _negated=True),
                            models.Q(
                                ("every__gte", 1),
                                ("starts_on__isnull", False),
                                ("unit__in", ["day", "week", "month", "year"]),
                            ),
                            _connector="OR",
                        ),
                        name="strategy_calendar_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trigger", "usage"), _negated=True),
                            ("usage__gt", 0),
                            _connector="OR",
                        ),
                        name="strategy_usage_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("trigger", "condition"), _negated=True),
                            models.Q(
                                models.Q(("signal", ""), _negated=True),
                                ("condition__in", ["above", "below", "unusual"]),
                            ),
                            _connector="OR",
                        ),
                        name="strategy_condition_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            ("starts_on", None),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="strategy_ends_after_it_starts",
                    ),
                ],
            },
        ),
        CreateTable(
            name="StrategyAsset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("counted_from", config.core.fields.QuantityField(null=True)),
                ("anchor", models.DateField(null=True)),
                ("outside_since", models.DateTimeField(null=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="workorders.asset",
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="workorders.strategy",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("strategy", "asset"), name="one_place_of_an_asset_in_a_strategy"
                    )
                ],
            },
        ),
        CreateTable(
            name="Task",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                (
                    "instructions",
                    models.TextField(blank=True, max_length=4000, verbose_name="instructions"),
                ),
                (
                    "answer_kind",
                    models.CharField(
                        choices=[
                            ("tick", "Tick"),
                            ("text", "Text"),
                            ("number", "Number"),
                            ("choice", "Choice"),
                            ("photo", "Photo"),
                            ("signature", "Signature"),
                        ],
                        default="tick",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "least",
                    config.core.fields.QuantityField(
                        blank=True, null=True, verbose_name="at least"
                    ),
                ),
                (
                    "most",
                    config.core.fields.QuantityField(blank=True, null=True, verbose_name="at most"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("required", models.BooleanField(default=False, verbose_name="required")),
                (
                    "planned_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="planned minutes"
                    ),
                ),
                (
                    "hourly_rate",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="hourly rate",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=1)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("started", "Started"),
                            ("completed", "Completed"),
                            ("skipped", "Skipped"),
                            ("failed", "Failed"),
                        ],
                        default="pending",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="answer")),
                (
                    "number",
                    config.core.fields.QuantityField(blank=True, null=True, verbose_name="answer"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="why not")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                (
                    "minutes",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="minutes"),
                ),
                (
                    "parts_cost",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="cost of parts",
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "answered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "asset",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="workorders.asset",
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="assignee",
                    ),
                ),
                (
                    "service_task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.servicetask",
                        verbose_name="service task",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "pk"],
                "indexes": [models.Index(fields=["order", "place"], name="task_of_order")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["pending", "started", "completed", "skipped", "failed"])
                        ),
                        name="task_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "answer_kind__in",
                                ["tick", "text", "number", "choice", "photo", "signature"],
                            )
                        ),
                        name="task_answer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least", None),
                            ("most", None),
                            ("most__gte", models.F("least")),
                            _connector="OR",
                        ),
                        name="task_band",
                    ),
                ],
            },
        ),
        CreateTable(
            name="TaskDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to=workorders.models.tasks.document_path
                    ),
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="workorders.task",
                    ),
                ),
            ],
        ),
        CreateTable(
            name="TaskPhoto",
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
                ("is_signature", models.BooleanField(default=False)),
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
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="workorders.task",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        CreateTable(
            name="TemplateTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=150, verbose_name="title")),
                (
                    "instructions",
                    models.TextField(blank=True, max_length=4000, verbose_name="instructions"),
                ),
                (
                    "answer_kind",
                    models.CharField(
                        choices=[
                            ("tick", "Tick"),
                            ("text", "Text"),
                            ("number", "Number"),
                            ("choice", "Choice"),
                            ("photo", "Photo"),
                            ("signature", "Signature"),
                        ],
                        default="tick",
                        max_length=10,
                        verbose_name="answer",
                    ),
                ),
                (
                    "least",
                    config.core.fields.QuantityField(
                        blank=True, null=True, verbose_name="at least"
                    ),
                ),
                (
                    "most",
                    config.core.fields.QuantityField(blank=True, null=True, verbose_name="at most"),
                ),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="unit")),
                ("choices", models.JSONField(blank=True, default=list, verbose_name="choices")),
                ("required", models.BooleanField(default=False, verbose_name="required")),
                (
                    "planned_minutes",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="planned minutes"
                    ),
                ),
                (
                    "hourly_rate",
                    config.core.fields.MoneyField(
                        blank=True,
                        decimal_places=3,
                        max_digits=14,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="hourly rate",
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=1)),
                (
                    "service_task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workorders.servicetask",
                        verbose_name="service task",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="workorders.templateversion",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "answer_kind__in",
                                ["tick", "text", "number", "choice", "photo", "signature"],
                            )
                        ),
                        name="template_task_answer_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("least", None),
                            ("most", None),
                            ("most__gte", models.F("least")),
                            _connector="OR",
                        ),
                        name="template_task_band",
                    ),
                ],
            },
        ),
        CreateTable(
            name="PartLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quantity",
                    config.core.fields.QuantityField(default=Decimal("1"), verbose_name="quantity"),
                ),
                (
                    "unit_cost",
                    config.core.fields.MoneyField(
                        decimal_places=3,
                        max_digits=14,
                        validators=[django.core.validators.MinValueValidator(Decimal("0"))],
                        verbose_name="unit cost",
                    ),
                ),
                ("is_own_cost", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("reserved", "Reserved"),
                            ("picked", "Picked"),
                            ("used", "Used"),
                            ("returned", "Returned"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=1)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_parts",
                        to="warehouse.product",
                        verbose_name="product",
                    ),
                ),
                (
                    "reservation",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_part",
                        to="warehouse.reservation",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="workorders.task",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["planned", "reserved", "picked", "used", "returned"])
                        ),
                        name="part_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gt", 0)), name="work_part_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("unit_cost__gte", 0)), name="work_part_cost"
                    ),
                ],
            },
        ),
        CreateTable(
            name="Occurrence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=60)),
                ("due_on", models.DateField()),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="workorders.asset",
                    ),
                ),
                (
                    "strategy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="workorders.strategy",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="occurrences",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["-due_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("strategy", "asset", "key"), name="one_order_an_occurrence"
                    )
                ],
            },
        ),
        CreateTable(
            name="WorkOrderAsset",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField(default=1)),
                (
                    "asset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_places",
                        to="workorders.asset",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("order", "asset"), name="an_asset_once_an_order"
                    )
                ],
            },
        ),
        CreateTable(
            name="WorkOrderHistory",
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
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="history",
                        to="workorders.workorder",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "abstract": False,
            },
        ),
        CreateTable(
            name="WorkTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="workorders.workorder",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="workorders.task",
                    ),
                ),
                (
                    "who",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_times",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["started_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="time_ends_after_it_starts",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("who",),
                        name="one_running_timer_a_person",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="strategy",
            name="assets",
            field=models.ManyToManyField(
                related_name="strategies", through="workorders.StrategyAsset", to="workorders.asset"
            ),
        ),
        migrations.AddField(
            model_name="workorder",
            name="assets",
            field=models.ManyToManyField(
                related_name="orders", through="workorders.WorkOrderAsset", to="workorders.asset"
            ),
        ),
    ]
