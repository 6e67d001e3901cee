"""Every address of the site: the only module that knows all apps."""

from allauth.account import views as account
from allauth.account.decorators import secure_admin_login
from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from config.core.accounts import Login
from config.core.views import dashboard, health, notifications, outgoing, people, shop
from serviceorders import urls as serviceorders
from vendors import urls as vendors
from workorders import urls as workorders
from workorders.api import site as fleet_api

admin.site.site_header = admin.site.site_title = "Docket"
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("", dashboard.dashboard, name="dashboard"),
    path("my-work/", dashboard.my_work, name="my_work"),
    path("search/", dashboard.search, name="search"),
    path("nav-counts/", dashboard.nav_counts, name="nav_counts"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/seen/", notifications.see_all, name="see_notifications"),
    path("notifications/<int:pk>/", notifications.open_one, name="notification"),
    path("stream/", dashboard.stream, name="stream"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("settings/", shop.settings_page, name="settings"),
    path("settings/notices/<slug:slug>/", shop.notice, name="notice"),
    path("settings/logo/", shop.logo, name="shop_logo"),
    path("brand.css", shop.brand_css, name="brand_css"),
    path("settings/people/", people.people, name="people"),
    path("settings/people/invite/", people.invite, name="invite"),
    path("settings/people/<int:pk>/", people.person, name="person"),
    path("join/<str:token>/", people.join, name="join"),
    path("language/", people.choose_language, name="choose_language"),
    path("outgoing/", outgoing.outgoing, name="outgoing"),
    path("outgoing/<int:pk>/", outgoing.email, name="email"),
    path("outgoing/<int:pk>/resend/", outgoing.resend, name="resend"),
    path("login/", Login.as_view(), name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("account/inactive/", account.account_inactive, name="account_inactive"),
    path("account/confirm/", account.reauthenticate, name="account_reauthenticate"),
    path("account/password/", account.password_change, name="account_change_password"),
    path("account/password/set/", account.password_set, name="account_set_password"),
    path("account/reset/", account.password_reset, name="account_reset_password"),
    path("account/reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        "^account/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",  # the key has a dash of its own
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "account/reset/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("account/two-factor/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("admin/", admin.site.urls),
    path("api/", fleet_api.urls),
    path("", include(workorders.public_patterns)),
    path("", include(serviceorders.public_patterns)),
    path("", include(vendors.public_patterns)),
    path("", include(serviceorders)),
    path("", include("warehouse.urls")),
    path("", include(vendors)),
    path("", include(workorders)),
]
if settings.ANYMAIL_WEBHOOK_SECRET:
    urlpatterns.append(path("mail/webhooks/", include("anymail.urls")))
if settings.METRICS:
    urlpatterns.append(path("metrics", health.metrics, name="metrics"))

handler400 = "config.core.views.errors.bad_request"
handler403 = "config.core.views.errors.forbidden"
handler404 = "config.core.views.errors.not_found"
handler500 = "config.core.views.errors.broken"
