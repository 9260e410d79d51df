"""Addresses of background work, at the desk."""

from django.urls import path

from web.jobs import views

urlpatterns = [
    path("jobs", views.jobs, name="jobs"),
    path("jobs/<uuid:job>/again", views.run_again, name="run-again"),
]
