"""Addresses of the log, at the desk."""

from django.urls import path

from web.audit import views

urlpatterns = [
    path("log", views.log, name="log"),
    path("log.jsonl", views.export, name="log-export"),
]
