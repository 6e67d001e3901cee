from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.core import live, workflow
from config.core.dates import in_our_time
from config.core.fields import StatusField, not_negative, one_of
from config.core.models import (
    HistoryEntry,
    Numbered,
    Photo,
    Searchable,
    SearchableQuerySet,
    SecretLink,
    Workflow,
)
from config.core.models.link import digest_of
from config.core.models.shop import current_shop
from config.core.workflow import guard, step
from vendors import letters, signals
from vendors.models.partners import Trade, Vendor
from vendors.models.requests import Issue, IssuePhoto, ServiceRequest
from vendors.states import OPEN, RequestStatus, Response, Status

DISPATCH = "vendors.dispatch"

NEWS = {  # step: what others are told of it
    "send": _("Sent to the vendor"),
    "recall": _("Recalled from the vendor"),
    "complete": _("Completed"),
    "cancel": _("Canceled"),
    "reopen": _("Reopened"),
}


@guard(_("Choose the vendor first."), fix="vendor")
def has_a_vendor(order):
    return order.vendor_id is not None


@guard(_("Describe the work first: the vendor reads this."), fix="description")
def has_a_description(order):
    return bool(order.description.strip())


class VendorWorkOrderQuerySet(SearchableQuerySet):
    def for_user(self, user):
        """The vendor work orders this user may see: all of them, or none."""
        return self if user.has_perm("vendors.view_vendorworkorder") else self.none()

    def open(self):
        return self.filter(status__in=OPEN)

    def late(self):
        return self.filter(status=Status.IN_PROGRESS, scheduled_at__lt=timezone.now())


class VendorWorkOrder(Numbered, Searchable, Workflow):
    """A job for a vendor, from the draft until the vendor has done it; always of one service request."""

    PREFIX = "VW"
    USUAL_STEPS = {Status.DRAFT: "send", Status.IN_PROGRESS: "complete"}

    status = StatusField(choices=Status, default=Status.DRAFT)
    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="orders")
    issues = models.ManyToManyField(Issue, related_name="orders")
    vendor = models.ForeignKey(
        Vendor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("vendor"),
    )
    trade = models.ForeignKey(Trade, models.PROTECT, related_name="orders", verbose_name=_("trade"))
    title = models.CharField(_("title"), max_length=150)
    description = models.TextField(_("description"), max_length=8000)
    scope = models.TextField(_("scope notes"), max_length=4000, blank=True)
    internal_notes = models.TextField(_("internal notes"), max_length=8000, blank=True)
    amount = not_negative(verbose_name=_("purchase amount"), null=True, blank=True)
    photos = models.ManyToManyField(IssuePhoto, related_name="orders", blank=True)
    scheduled_at = models.DateTimeField(_("scheduled"), null=True, blank=True)

    response = models.CharField(max_length=10, choices=Response, blank=True, editable=False)
    wished_at = models.DateTimeField(null=True, editable=False)  # the date the vendor offers
    response_note = models.TextField(max_length=4000, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)
    viewed_at = models.DateTimeField(null=True, editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)  # by mail or on the page
    has_news = models.BooleanField(default=False, editable=False)  # an answer nobody has looked at
    nudged_at = models.DateTimeField(null=True, editable=False)
    announced_at = models.DateTimeField(null=True, editable=False)
    asked_done_at = models.DateTimeField(null=True, editable=False)
    escalated_at = models.DateTimeField(null=True, editable=False)

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # of what is typed on the page

    objects = VendorWorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("vendor work order")
        verbose_name_plural = _("vendor work orders")
        permissions = [("dispatch", "Can write and send vendor work orders")]
        constraints = [
            one_of("status", Status, "vendor_order_status_known"),
            one_of("response", Response, "vendor_response_known"),
            models.UniqueConstraint(
                fields=["number_year", "number_seq"], name="one_vendor_order_a_number"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="vendor_order_has_a_title"),
            models.CheckConstraint(
                condition=~Q(status=Status.IN_PROGRESS) | Q(vendor__isnull=False),
                name="sent_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0), name="purchase_not_negative"
            ),
            in_our_time("scheduled_at", "vendor_order_scheduled_in_our_time"),
            in_our_time("wished_at", "vendor_order_wished_in_our_time"),
            in_our_time("created_at", "vendor_order_created_in_our_time"),
        ]
        indexes = [
            models.Index(F("number_year").desc(), F("number_seq").desc(), name="vendor_newest"),
            models.Index(fields=["status", "scheduled_at"], name="vendor_by_status"),
            models.Index(fields=["vendor", "status"], name="vendor_of_order"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("vendors:order", args=[self.number])

    def step_url(self, step):
        return reverse("vendors:order_step", args=[self.number, step])

    def search_words(self):
        return [self.number, self.title, self.vendor and self.vendor.company, self.request.number]

    # Facts

    @property
    def is_late(self):
        return bool(
            self.status == Status.IN_PROGRESS
            and self.scheduled_at
            and self.scheduled_at < timezone.now()
        )

    @property
    def can_be_edited(self):
        return self.status in OPEN

    @property
    def link(self):
        """The vendor's live link, or None."""
        return self.links.filter(revoked_at=None).first()

    @property
    def reply_address(self):
        """Where answers to the latest e-mail go, or None before there was one."""
        return self.reply_addresses.filter(revoked_at=None).first()

    def issue_links(self):
        """A page and a reply address of the vendor's own; those of a vendor before are dead."""
        now = timezone.now()
        self.links.filter(revoked_at=None).update(revoked_at=now)
        self.reply_addresses.filter(revoked_at=None).update(revoked_at=now)
        nth = self.links.count() + 1
        ReplyAddress.issue(owner=self.number, nth=nth, order=self)
        return VendorLink.issue(owner=self.number, nth=nth, order=self)

    # Workflow

    def lock_first(self):
        """A request is locked before its orders."""
        list(ServiceRequest.objects.select_for_update().filter(pk=self.request_id))

    def moved(self, step, *, by):
        """The vendor is told what concerns them, and the request follows its orders."""
        request = ServiceRequest.objects.get(pk=self.request_id)
        if step == "send":
            letters.dispatched(self, by=by)
        if step == "reopen":
            letters.reopened(self, by=by)
        if step in ("recall", "cancel") and self.sent_at:
            letters.called_off(self, by=by)
        if step in ("send", "reopen") and request.status != RequestStatus.IN_PROGRESS:
            if request.status == RequestStatus.CLOSED:
                request = workflow.take_step(
                    request, "reopen", by=by, note=str(_("%s goes on.")) % self.number
                )
            workflow.take_step(request, "progress", by=by)
        if step in ("complete", "cancel"):
            request.end_if_done(by=by)
        self.tell(NEWS[step], by=by)
        live.publish(request.topic)

    def tell(self, news, *, by, at=None, note=""):
        """Whoever had it made hears the news, in this transaction and in the shop's language."""
        with translation.override(current_shop().language):
            day = date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""
            words = " · ".join(filter(None, [str(news), day, note]))
            signals.order_moved_on.send(type(self), order=self, news=words, by=by)

    @step(
        _("Send to vendor"),
        source=Status.DRAFT,
        target=Status.IN_PROGRESS,
        permission=DISPATCH,
        needs=[has_a_vendor, has_a_description],
        hint=_("The vendor gets an e-mail"),
    )
    def send(self, *, by):
        """The vendor has the job, by e-mail, with a page and a reply address of their own."""
        self.issue_links()
        self.sent_at = timezone.now()
        self.response, self.response_note, self.wished_at = Response.SENT, "", None
        self.viewed_at = self.answered_at = self.nudged_at = None
        self.announced_at = self.asked_done_at = self.escalated_at = None

    @step(
        _("Mark completed"),
        source=Status.IN_PROGRESS,
        target=Status.COMPLETED,
        permission=DISPATCH,
        hint=_("The last one resolves the request"),
    )
    def complete(self, *, by):
        """The vendor has done it."""
        self.closed_at = timezone.now()
        self.has_news = False

    @step(
        _("Recall"),
        source=Status.IN_PROGRESS,
        target=Status.DRAFT,
        permission=DISPATCH,
        hint=_("The vendor is told not to come"),
    )
    def recall(self, *, by):
        """It is a draft again, and the vendor's page is gone."""
        self._withdraw()

    @step(
        _("Cancel order"),
        source=[Status.DRAFT, Status.IN_PROGRESS],
        target=Status.CANCELED,
        permission=DISPATCH,
        hint=_("A vendor who has it is told"),
    )
    def cancel(self, *, by):
        """Nobody comes for it."""
        self.closed_at = timezone.now()
        self._withdraw()

    @step(
        _("Reopen"),
        source=Status.COMPLETED,
        target=Status.IN_PROGRESS,
        permission=DISPATCH,
        note_needed=True,
        hint=_("It was not done after all"),
    )
    def reopen(self, *, by):
        """The vendor is to come again, and says when."""
        self.closed_at = self.scheduled_at = self.wished_at = self.asked_done_at = None
        self.response, self.response_note = Response.SENT, ""

    def _withdraw(self):
        now = timezone.now()
        self.links.filter(revoked_at=None).update(revoked_at=now)
        self.scheduled_at = self.wished_at = None
        self.has_news = False
        self.response = Response.NONE


class VendorPhoto(Photo):
    """What the vendor shows of the work done; the pictures sent *to* the vendor are those of the issues."""

    order = models.ForeignKey(VendorWorkOrder, models.CASCADE, related_name="vendor_photos")


class VendorLink(SecretLink):
    """The vendor's page of one order."""

    KIND = "vendor"

    order = models.ForeignKey(VendorWorkOrder, models.CASCADE, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(revoked_at=None), name="one_live_vendor_link"
            )
        ]

    def __str__(self):
        return f"{self.owner} v{self.version}"

    def get_absolute_url(self):
        return reverse("vendor_page", args=[self.token])


class ReplyAddress(SecretLink):
    """Where a vendor's answers to our e-mails arrive; its token is 128 bits in small letters, as mail servers like them.

    A dead address still knows its order: an answer that comes late is an answer all the same.
    """

    KIND = "reply"

    order = models.ForeignKey(VendorWorkOrder, models.CASCADE, related_name="reply_addresses")

    def __str__(self):
        return f"{self.owner} v{self.version}"

    @classmethod
    def make_token(cls, owner, version):
        return digest_of(super().make_token(owner, version))[:32]


class VendorWorkOrderHistory(HistoryEntry):
    ACTIONS = {
        "opened": _("Work order created"),
        "edited": _("Details changed"),
        "reply": _("Vendor replied"),
        "auto": _("Automatic reply"),
        "bounce": _("E-mail came back"),
        "viewed": _("Vendor opened the page"),
        "accepted": _("Vendor accepted"),
        "declined": _("Vendor declined"),
        "scheduled": _("Date"),
        "done": _("Vendor reports it done"),
        "reminded": _("Vendor reminded"),
        "escalated": _("Desk told: no answer"),
        "link": _("Vendor link replaced"),
        "resent": _("E-mail sent again"),
    }
    STATUS = Status

    order = models.ForeignKey(VendorWorkOrder, models.PROTECT, related_name="history")
    message = models.ForeignKey("vendors.Message", models.PROTECT, null=True, related_name="+")
