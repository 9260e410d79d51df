"""Addresses of checking, at the desk."""

from django.urls import URLPattern, URLResolver, path

from web.checking import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("to-check", views.to_check, name="to-check"),
    path("to-check/<int:number>", views.submission, name="submission"),
    path("to-check/<int:number>/facts", views.check_facts, name="check-facts"),
    path("to-check/<int:number>/vote", views.vote, name="vote"),
    path("overview", views.due, name="overview"),
    path("overview/<slug:name>.csv", views.due_csv, name="overview.csv"),
    path("noted/<int:number>", views.answer, name="noted"),
    path("noted/<int:number>/mark", views.mark, name="mark"),
    path("noted/<int:number>/marks/<int:mark>/end", views.end_mark, name="end-mark"),
    path("noted/<int:number>/correct", views.correct, name="correct"),
    path("noted/<int:number>/endorse", views.endorse, name="endorse"),
    path("noted/<int:number>/endorsements/<int:endorsement>/end", views.end_endorsement, name="end-endorsement"),
]
