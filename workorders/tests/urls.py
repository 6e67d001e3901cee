"""The site with maintenance open, for as long as its door is shut."""

from django.urls import include, path

from workorders import urls as workorders

urlpatterns = [
    path("", include(workorders.public_patterns)),
    path("", include(workorders)),
    path("", include("config.urls")),
]
