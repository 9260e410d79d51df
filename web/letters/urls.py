"""Addresses of notices, at the desk."""

from django.urls import path

from web.letters import views

urlpatterns = [path("notices", views.notices, name="notices")]
