"""Addresses of search: what is offered while somebody types."""

from django.urls import path

from web.finding import views

urlpatterns = [
    path("suggest", views.suggest, name="suggest"),
]
