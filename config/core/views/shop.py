import secrets

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.files.base import ContentFile
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.http import require_http_methods, require_safe

from config.core import desks, forms, live, notices
from config.core.models import NoticeText, ShopProfile
from config.core.models.shop import current_shop
from config.core.money import format_money
from config.core.plans import ORDERS_A_MONTH, Plan
from config.core.public import public
from config.core.sending_files import send_file

SECTIONS = {
    "shop": (gettext_lazy("Shop"), forms.ShopForm),
    "region": (gettext_lazy("Region and money"), forms.RegionForm),
    "repairs": (gettext_lazy("Repairs"), forms.RepairsForm),
    "vendors": (gettext_lazy("Vendors"), forms.VendorsForm),
    "maintenance": (gettext_lazy("Maintenance"), forms.MaintenanceForm),
    "papers": (gettext_lazy("Papers"), forms.PapersForm),
    "notices": (gettext_lazy("Notices"), forms.NoticesForm),
    "plan": (gettext_lazy("Plan"), forms.PlanForm),
}
KEPT_FOR = "public, max-age=300"

manager_only = permission_required("core.change_shopprofile", raise_exception=True)


# The settings


@manager_only
@require_http_methods(["GET", "HEAD", "POST"])
def settings_page(request):
    """One section of the settings; saving it leaves the others as they are."""
    sent = request.POST if request.method == "POST" else None
    section = (sent or request.GET).get("section", "shop")
    if section not in SECTIONS:
        raise Http404
    form = form_of(section, sent, request.FILES or None)
    if sent is not None and form.is_valid():
        save(section, form)
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('settings')}?section={section}")
    facts = {
        "section": section,
        "sections": [(slug, label) for slug, (label, _form) in SECTIONS.items()],
        "form": form,
    }
    if section == "plan":
        facts |= plan_facts(request.user)
    if section == "notices":
        facts["notices"] = notice_rows(form)
    status = 422 if form.is_bound else 200
    return render(request, "core/settings.html", facts, status=status)


def form_of(section, sent=None, files=None):
    _label, form = SECTIONS[section]
    if section == "notices":
        return form(sent)
    # A copy of its own: what is typed wrongly must not show in the page's head.
    return form(sent, files, instance=ShopProfile.objects.get(pk=current_shop().pk))


def save(section, form):
    if section == "notices":
        ShopProfile.objects.filter(pk=1).update(notices_off=form.off)
        return
    shop = form.save(commit=False)
    if section == "shop":  # first: where the disk takes no picture, nothing is saved
        keep_logo(shop, form.cleaned_data["new_logo"], form.cleaned_data.get("remove_logo"))
    shop.save(update_fields=form._meta.fields)


def keep_logo(shop, new_logo, is_removed):
    """The new picture takes the place of the old one, whose file is gone then."""
    if not (new_logo or is_removed):
        return
    storage, old = shop.logo.storage, shop.logo.name
    if new_logo:
        shop.logo.save(f"{secrets.token_urlsafe(16)}.jpg", ContentFile(new_logo.data), save=False)
    else:
        shop.logo = ""
    shop.save(update_fields=["logo"])
    if old:
        storage.delete(old)


def plan_facts(user):
    """The plans, and what all desks used of the present one this month."""
    used = [
        orders for desk in desks.all_desks() if (orders := desk.orders_this_month(user)) is not None
    ]
    limit = ORDERS_A_MONTH[current_shop().plan]
    return {
        "plans": [
            {"slug": plan.value, "label": plan.label, "limit": ORDERS_A_MONTH[plan]}
            for plan in Plan
        ],
        "used": sum(used),
        "limit": limit,
        "share": min(100, round(sum(used) * 100 / limit)) if limit else 0,
    }


def notice_rows(form):
    off = current_shop().notices_off
    own = {}
    for text in NoticeText.objects.all():
        own.setdefault(text.slug, []).append(text.get_language_display())
    return [
        {
            "slug": notice.slug,
            "label": notice.label,
            "is_on": notice.slug in form.data.getlist("on")
            if form.is_bound
            else notice.slug not in off,
            "own": own.get(notice.slug, []),
        }
        for notice in notices.declared.values()
    ]


# The words of one notice


@manager_only
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request, slug):
    """Its words in one language: shown, tried out (htmx), kept, or set back to ours."""
    if slug not in notices.declared:
        raise Http404
    about = notices.declared[slug]
    languages = dict(settings.LANGUAGES)
    language = request.GET.get("language", current_shop().language)
    if language not in languages:
        raise Http404
    here = f"{reverse('notice', args=[slug])}?language={language}"
    own = NoticeText.objects.filter(slug=slug, language=language).first()
    if request.method == "POST" and "reset" in request.POST:
        NoticeText.objects.filter(slug=slug, language=language).delete()
        messages.success(request, _("The standard text is back."))
        return redirect(here)
    subject, body = notices.words(about, language)
    form = forms.NoticeForm(
        request.POST or None, notice=about, initial={"subject": subject, "body": body}
    )
    if request.method == "POST" and request.htmx:
        return render(request, "core/_notice_preview.html", preview(about, language, request.POST))
    if request.method == "POST" and form.is_valid():
        NoticeText.objects.update_or_create(
            slug=slug, language=language, defaults=form.cleaned_data
        )
        messages.success(request, _("Saved."))
        return redirect(here)
    typed = request.POST if request.method == "POST" else {"subject": subject, "body": body}
    facts = preview(about, language, typed) | {
        "notice": about,
        "placeholders": about.placeholders,
        "languages": languages.items(),
        "language": language,
        "own": own,
        "form": form,
        "here": here,
    }
    status = 422 if form.is_bound else 200
    return render(request, "core/notice.html", facts, status=status)


def preview(about, language, typed):
    """The e-mail as a client would get it, with facts made up for the purpose."""
    facts = samples(about, language)
    with override(language):
        button = str(about.button)
    return {
        "subject": notices.fill(typed.get("subject", ""), facts),
        "text": notices.fill(typed.get("body", ""), facts),
        "button": button,
    }


def samples(about, language):
    """What is known of the shop is true; the rest is a word in brackets."""
    shop = current_shop()
    with override(language):
        made_up = {
            "client": _("Cleo Marsh"),
            "number": "OS-2026-0042",
            "device": "iPhone 13",
            "shop": shop.name,
            "hours": shop.hours,
            "address": ", ".join(shop.address_lines),
            "estimate": format_money(120),
            "price": format_money(120),
        }
    return {name: made_up.get(name) or f"[{name}]" for name in about.placeholders}


# What public pages load


@public
@require_safe
def logo(request):
    response = send_file(current_shop().logo, name="logo.jpg", inline_type="image/jpeg")
    response["Cache-Control"] = KEPT_FOR
    return response


@public
@require_safe
def brand_css(request):
    """The shop's colour, in shades on which white text can be read."""
    shop = current_shop()
    css = render_to_string("core/_brand.html", {"shop": shop})
    tag = live.etag(css)
    response = live.not_modified(request, tag) or HttpResponse(css, content_type="text/css")
    response["ETag"] = tag
    response["Cache-Control"] = KEPT_FOR
    return response
