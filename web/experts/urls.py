"""Addresses of experts: the public application, and at the desk who they are and what is verified."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
