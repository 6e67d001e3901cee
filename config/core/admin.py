"""The back office: for administrators, who are superusers. It goes through the same doors as every other page."""

import datetime
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.admin import UserAdmin as AccountAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from config.core import notices, outbox, workflow
from config.core.csv_export import csv_response
from config.core.models import (
    Document,
    Email,
    Invitation,
    NoticeText,
    Sequence,
    ShopProfile,
    User,
)
from config.core.workflow import StepRefused, UnknownStep

MOST_REFUSALS = 10  # told one by one
RIGHTS = ["is_staff", "is_superuser", "groups"]


class ReadOnly:
    """Rows to look at: nothing is added, changed or deleted."""

    def has_add_permission(self, request, *obj):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    def get_readonly_fields(self, request, obj=None):
        hidden = self.exclude or []
        return [each.name for each in self.opts.concrete_fields if each.name not in hidden]


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    extra = 0

    def get_readonly_fields(self, request, obj=None):
        return self.fields


class HistoryInline(ReadOnlyInline):
    """A record's history, to read."""

    fields = ["at", "who", "title", "note", "public"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("by", "email")

    @admin.display(description=gettext_lazy("who"))
    def who(self, entry):
        return entry.who

    @admin.display(description=gettext_lazy("what"))
    def title(self, entry):
        return entry.title


class ExportAdmin(admin.ModelAdmin):
    """A list whose chosen rows can be taken away as CSV; ``exported`` names the columns."""

    exported = ["pk"]
    actions = ["export_csv"]

    @admin.action(description=gettext_lazy("Export as CSV"))
    def export_csv(self, request, queryset):
        zone = timezone.get_current_timezone()  # the rows are written when the request is over
        rows = queryset.values_list(*self.exported).iterator(chunk_size=500)
        header = [name.replace("__", " ").replace("_", " ") for name in self.exported]
        return csv_response(
            self.opts.model_name, header, ([plain(cell, zone) for cell in row] for row in rows)
        )


def plain(cell, zone):
    if isinstance(cell, datetime.datetime):
        return f"{cell.astimezone(zone):%Y-%m-%d %H:%M}"
    return cell


class WorkflowAdmin(ExportAdmin):
    """A record whose status moves by its steps here as everywhere; one by one, or many at once."""

    change_form_template = "admin/workflow_change_form.html"

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "number", "status"]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view(self.take_step)
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        return [path("<int:pk>/steps/<slug:step>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context["steps"] = workflow.offers(obj, request.user) if obj else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def take_step(self, request, pk, step):
        """GET asks for the note that a step may need; POST takes the step."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        record = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            return self._step_taken(request, record, step)
        offers = workflow.offers(record, request.user)
        offer = next((offer for offer in offers if offer.name == step), None)
        if offer is None:
            raise Http404
        context = self.admin_site.each_context(request)
        context |= {"opts": self.opts, "record": record, "step": offer, "title": offer.label}
        return render(request, "admin/workflow_step.html", context)

    def _step_taken(self, request, record, step):
        form = NoteForm(request.POST)
        form.is_valid()
        try:
            if form.errors:
                raise StepRefused(" ".join(form.errors["note"]))
            workflow.take_step(record, step, by=request.user, note=form.cleaned_data["note"])
        except UnknownStep as unknown:
            raise Http404 from unknown
        except StepRefused as refused:
            messages.error(request, refused.reason)
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return redirect(reverse(name, args=[record.pk]))

    def get_actions(self, request):
        """The steps that need no note, for many records at once."""
        actions = super().get_actions(request)
        if IS_POPUP_VAR in request.GET:
            return actions
        for name, ways in workflow.transitions(self.model).items():
            about = ways[0].custom
            if not about["note_needed"] and workflow.may_take(ways[0], None, request.user):
                key = f"step_{name}"
                actions[key] = (partial(step_on_many, step=name), key, about["label"])
        return actions


class NoteForm(forms.Form):
    note = forms.CharField(required=False, max_length=4000)


def step_on_many(modeladmin, request, queryset, *, step):
    """Take the step on each record for itself; those that refuse stay as they are and are named."""
    moved, refusals = 0, []
    for record in queryset:
        try:
            workflow.take_step(record, step, by=request.user)
            moved += 1
        except StepRefused as refused:
            refusals.append(f"{record}: {refused.reason}")
    label = workflow.transitions(modeladmin.model)[step][0].custom["label"]
    if moved:
        told = ngettext("%(label)s: %(count)s record.", "%(label)s: %(count)s records.", moved)
        messages.success(request, told % {"label": label, "count": moved})
    for refusal in refusals[:MOST_REFUSALS]:
        messages.warning(request, refusal)
    if len(refusals) > MOST_REFUSALS:
        more = len(refusals) - MOST_REFUSALS
        messages.warning(request, ngettext("And %s more.", "And %s more.", more) % more)


@admin.register(User)
class UserAdmin(AccountAdmin):
    """People and their roles. Only a superuser gives rights, or changes another superuser."""

    list_display = ["username", "email", "first_name", "last_name", "roles", "is_active"]
    list_filter = ["is_active", "is_superuser", "groups"]
    filter_horizontal = ["groups"]
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        (gettext_lazy("Person"), {"fields": ["first_name", "last_name", "email"]}),
        (gettext_lazy("Rights"), {"fields": ["is_active", *RIGHTS]}),
        (gettext_lazy("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    readonly_fields = ["last_login", "date_joined"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description=gettext_lazy("roles"))
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def get_readonly_fields(self, request, obj=None):
        own = super().get_readonly_fields(request, obj)
        return own if request.user.is_superuser else [*own, *RIGHTS]

    def has_change_permission(self, request, obj=None):
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False  # their name stands in the history: take away is_active


@admin.register(ShopProfile)
class ShopProfileAdmin(admin.ModelAdmin):
    readonly_fields = ["logo"]  # a picture comes in by /settings/, where it is checked

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NoticeTextForm(forms.ModelForm):
    """A text of the shop's own, with the placeholders that its notice knows."""

    slug = forms.ChoiceField(
        choices=lambda: [(notice.slug, notice.label) for notice in notices.declared.values()]
    )

    def clean(self):
        cleaned = super().clean()
        notice = notices.declared.get(cleaned.get("slug"))
        for field in ("subject", "body"):
            try:
                if notice:
                    notices.check_placeholders(notice, cleaned.get(field, ""))
            except ValidationError as unknown:
                self.add_error(field, unknown)
        return cleaned


@admin.register(NoticeText)
class NoticeTextAdmin(admin.ModelAdmin):
    form = NoticeTextForm
    list_display = ["slug", "language", "subject"]


@admin.register(Email)
class EmailAdmin(ReadOnlyAdmin):
    list_display = ["to", "subject", "state", "queued_at", "done_at", "attempts"]
    list_filter = ["state", "kind"]
    search_fields = ["to", "subject"]
    exclude = ["html"]
    actions = ["resend"]

    @admin.action(description=gettext_lazy("Resend"))
    def resend(self, request, queryset):
        """Whatever may leave again goes into the queue; the others stay as they are."""
        rows = [row for row in queryset if row.can_be_resent]
        for row in rows:
            outbox.resend(row)
        told = ngettext("%s e-mail is queued again.", "%s e-mails are queued again.", len(rows))
        messages.success(request, told % len(rows))


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ["name", "template", "state", "queued_at", "done_at"]
    list_filter = ["state", "template"]
    search_fields = ["name"]
    exclude = ["file"]  # it is handed out by the page that owns it


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ["email", "role", "by", "made_at", "expires_at", "accepted_at", "revoked_at"]
    list_select_related = ["by"]
    exclude = ["digest"]


@admin.register(Sequence)
class SequenceAdmin(ReadOnlyAdmin):
    list_display = ["prefix", "year", "latest"]
