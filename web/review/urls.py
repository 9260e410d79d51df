"""Addresses of comparisons and of reported lines, at the desk."""

from django.urls import path

from web.review.views import reports as views

urlpatterns = [
    path("reports", views.reports, name="reports"),
    path("reports/<slug:line>", views.reported_line, name="reported-line"),
    path("reports/<slug:line>/erase/<int:report>", views.erase_note, name="erase-note"),
]
