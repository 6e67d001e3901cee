"""Figures."""

from django.urls import path

from workorders.views import insights

urlpatterns = [
    path("insights/", insights.insights, name="insights"),
    path("insights/<slug:figure>.csv", insights.export, name="export_insights"),
    path("insights/<slug:figure>/", insights.behind, name="behind_insights"),
]
