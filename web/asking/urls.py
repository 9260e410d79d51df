"""Addresses of asking: the public form, and at the desk the questions that came in."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
