"""The calendar, the timeline, and service jobs."""

from django.urls import path

from workorders.views import calendar, jobs

ONE = "service-jobs/<job:number>/"

urlpatterns = [
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/feed/", calendar.feed_link, name="feed_link"),
    path("timeline/", calendar.timeline, name="timeline"),
    path("work-orders/<work_order:number>/replan/", calendar.replan, name="replan"),
    path("service-jobs/", jobs.jobs, name="jobs"),
    path("service-jobs/new/", jobs.new_job, name="new_job"),
    path(ONE, jobs.job, name="job"),
    path(f"{ONE}edit/", jobs.edit_job, name="edit_job"),
    path(f"{ONE}orders/", jobs.job_orders, name="job_orders"),
    path(f"{ONE}orders/new/", jobs.new_job_order, name="new_job_order"),
]
