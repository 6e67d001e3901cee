"""Cases: reported problems and questions."""

from django.urls import path

from workorders.views import cases

ONE = "cases/<case:number>/"

urlpatterns = [
    path("cases/", cases.cases, name="cases"),
    path("cases/stream/", cases.cases_stream, name="cases_stream"),
    path("cases/new/", cases.new_case, name="new_case"),
    path(ONE, cases.case, name="case"),
    path(f"{ONE}stream/", cases.case_stream, name="case_stream"),
    path(f"{ONE}steps/<slug:step>/", cases.case_step, name="case_step"),
    path(f"{ONE}edit/", cases.edit_case, name="edit_case"),
    path(f"{ONE}comments/", cases.comment, name="case_comment"),
    path(f"{ONE}order/", cases.order_from_case, name="order_from_case"),
    path(f"{ONE}photos/<key:pk>/<slug:size>.jpg", cases.photo, name="case_photo"),
]
