"""Every address of the site. A page and its JSON twin stand together; public pages have an address a language."""

from django.urls import URLPattern, include, path

from web import desk, languages
from web.pages import views


def page(route: str, view, name: str) -> list[URLPattern]:  # type: ignore[no-untyped-def]
    """A page, and the same address with .json for its twin."""
    return [
        path(f"{route}.json", view, {"twin": True}, name=f"{name}.json"),
        path(route, view, name=name),
    ]


urlpatterns = [
    *languages.public(
        path("", views.home, name="home"),
        path("index.json", views.home, {"twin": True}, name="home.json"),
        *page("q/<slug:slug>", views.question, "question"),
        path("q/<slug:slug>/report", views.report, name="report"),
        path("q/<slug:slug>/reported", views.reported, name="reported"),
        *page("q/<slug:slug>/changes", views.changes, "changes"),
        *page("e/<slug:slug>", views.expert, "expert"),
        *page("t/<slug:slug>", views.topic, "topic"),
        *page("topics", views.topics, "topics"),
        *page("search", views.search, "search"),
        path("about", views.about, name="about"),
        *page("method", views.method, "method"),
        *page("corrections", views.corrections, "corrections"),
        path("r/<slug:sha256>", views.text, name="text"),
        path("", include("web.finding.urls")),
        path("", include("web.asking.urls")),
        path("", include("web.experts.urls")),
    ),
    path("desk", desk.door, name="desk"),
    path("desk/", desk.home, name="desk-home"),
    path("desk/", include("web.accounts.urls")),
    path("desk/", include("web.audit.urls")),
    path("desk/", include("web.letters.urls")),
    path("desk/", include("web.jobs.urls")),
    path("desk/", include("web.writing.urls")),
    path("desk/", include("web.checking.urls")),
    path("desk/", include("web.review.urls")),
    path("healthz", views.health, name="health"),
]

handler404 = "web.errors.absent"
handler500 = "web.errors.failed"
