"""Addresses of comparisons, of reported lines, and of what experts say of each other's statements, at the desk."""

from django.urls import path

from web.review.views import comparisons, peers, reports

urlpatterns = [
    path("reports", reports.reports, name="reports"),
    path("reports/<slug:line>", reports.reported_line, name="reported-line"),
    path("reports/<slug:line>/erase/<int:report>", reports.erase_note, name="erase-note"),
    path("comparisons", comparisons.comparisons, name="comparisons"),
    path("comparisons/<slug:slug>", comparisons.comparison, name="comparison"),
    path("comparisons/<slug:slug>/lines/<slug:key>", comparisons.line, name="comparison-line"),
    path("comparisons/<slug:slug>/undo/<int:number>", comparisons.undo, name="comparison-undo"),
    path("comparisons/<slug:slug>/withdraw/<int:number>", comparisons.withdraw, name="comparison-withdraw"),
    path("second-looks", comparisons.second_looks, name="second-looks"),
    path("stances", peers.stances_index, name="stances-index"),
    path("stances/<slug:slug>", peers.stances, name="stances"),
    path("opposed/<slug:slug>", peers.opposed, name="opposed"),
    path("replies", peers.replies, name="replies"),
]
