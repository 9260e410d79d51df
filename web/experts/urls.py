"""Addresses of experts: the public application, and at the desk who they are and what is verified."""

from django.urls import URLPattern, URLResolver, path

from web.experts import views
from web.experts.views import acts, mine, topics

urlpatterns: list[URLPattern | URLResolver] = [
    path("apply", views.apply, name="apply"),
    path("apply/sent", views.applied, name="applied"),
    path("desk/applications", views.applications, name="applications"),
    path("desk/applications/<slug:public_id>", views.application, name="application"),
    path("desk/applications/<slug:public_id>/refuse", views.refuse, name="refuse-application"),
    path("desk/experts", views.experts, name="experts"),
    path("desk/experts/<slug:slug>", views.expert, name="desk-expert"),
    path("desk/experts/<slug:slug>/facts", acts.facts, name="expert-facts"),
    path("desk/experts/<slug:slug>/disclose", acts.disclose, name="disclose"),
    path("desk/experts/<slug:slug>/verify", acts.verify, name="verify"),
    path("desk/experts/<slug:slug>/verifications/<int:number>/end", acts.end_verification, name="end-verification"),
    path("desk/experts/<slug:slug>/suspend", acts.suspend, name="suspend-expert"),
    path("desk/experts/<slug:slug>/lift", acts.lift, name="lift-suspension"),
    path("desk/experts/<slug:slug>/seat", acts.seat, name="seat"),
    path("desk/experts/<slug:slug>/seats/<int:number>/end", acts.end_seat, name="end-seat"),
    path("desk/experts/<slug:slug>/answers/<int:number>/hand-over", acts.hand_over, name="hand-over"),
    path("desk/experts/<slug:slug>/products", acts.add_sponsor, name="add-sponsor"),
    path("desk/experts/<slug:slug>/products/<int:number>/remove", acts.remove_sponsor, name="remove-sponsor"),
    path("desk/topics", topics.topics, name="desk-topics"),
    path("desk/topics/<slug:slug>", topics.topic, name="desk-topic"),
    path("desk/specialties", views.specialties, name="specialties"),
    path("desk/specialties/<int:number>/remove", views.remove_specialty, name="remove-specialty"),
    path("desk/my-profile", mine.seats, name="my-profile"),
    path("desk/my-profile/<slug:slug>", mine.profile, name="my-expert"),
]
