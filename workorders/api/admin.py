"""The back office of other systems: their tokens, their webhooks, and what these were told."""

from django import forms
from django.contrib import admin, messages
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from config.core import outbox
from config.core.admin import ReadOnlyAdmin
from workorders.models import ApiToken, Delivery, Webhook


class NeverDeleted(admin.ModelAdmin):
    """The history names it."""

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(NeverDeleted):
    """A token is shown once, when it is made; what it may do is never changed, it is revoked."""

    list_display = ["name", "scope", "made_at", "made_by", "used_at", "revoked_at"]
    list_filter = ["scope", ("revoked_at", admin.EmptyFieldListFilter)]
    list_select_related = ["made_by"]
    search_fields = ["name"]
    ordering = ["name"]
    actions = ["revoke"]

    def get_fields(self, request, obj=None):
        return self.list_display if obj else ["name", "scope"]

    def get_readonly_fields(self, request, obj=None):
        return self.list_display if obj else []

    def save_model(self, request, token, form, change):
        if not change:
            made, request.made_token = ApiToken.make(token.name, token.scope, by=request.user)
            token.__dict__.update(made.__dict__)

    def response_add(self, request, obj, post_url_continue=None):
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": obj.name,
            "token": request.made_token,
        }
        return TemplateResponse(request, "admin/workorders/token_made.html", context)

    @admin.action(description=gettext_lazy("Revoke"), permissions=["change"])
    def revoke(self, request, queryset):
        gone = queryset.filter(revoked_at=None).update(revoked_at=timezone.now())
        told = ngettext("%s token opens nothing now.", "%s tokens open nothing now.", gone)
        messages.success(request, told % gone)


class WebhookForm(forms.ModelForm):
    url = forms.URLField(label=gettext_lazy("Address"), max_length=500, assume_scheme="https")


@admin.register(Webhook)
class WebhookAdmin(NeverDeleted):
    form = WebhookForm
    list_display = ["name", "url", "active", "added_at"]
    list_filter = ["active"]
    search_fields = ["name", "url"]
    ordering = ["name"]
    fields = ["name", "url", "secret", "active", "added_at"]
    readonly_fields = ["added_at"]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = [
        "queued_at", "webhook", "order", "event", "state", "attempts", "answer_status", "done_at",
    ]  # fmt: skip
    list_filter = ["state", "event", "webhook", "queued_at"]
    list_select_related = ["webhook", "order"]
    search_fields = ["order__number", "event_id"]
    ordering = ["-pk"]
    exclude = ["topic"]
    actions = ["send_again"]

    def has_send_permission(self, request):
        return request.user.has_perm("workorders.change_delivery")

    @admin.action(description=gettext_lazy("Send again"), permissions=["send"])
    def send_again(self, request, queryset):
        """The same messages go out once more; what is on its way stays on it."""
        settled = queryset.exclude(state__in=[Delivery.State.QUEUED, Delivery.State.SENDING])
        rows = list(settled.order_by("pk"))
        for row in rows:
            row.again()
            outbox.queue(row)
        told = ngettext("%s message is queued again.", "%s messages are queued again.", len(rows))
        messages.success(request, told % len(rows))
