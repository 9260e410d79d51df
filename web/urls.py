"""Every address of the site. A page and its JSON twin stand together."""

from django.urls import URLPattern, path

from web.pages import views


def page(route: str, view, name: str) -> list[URLPattern]:  # type: ignore[no-untyped-def]
    """A page, and the same address with .json for its twin."""
    return [
        path(f"{route}.json", view, {"twin": True}, name=f"{name}.json"),
        path(route, view, name=name),
    ]


urlpatterns = [
    path("", views.home, name="home"),
    path("index.json", views.home, {"twin": True}, name="home.json"),
    *page("q/<slug:slug>", views.question, "question"),
    *page("e/<slug:slug>", views.expert, "expert"),
    *page("t/<slug:slug>", views.topic, "topic"),
    *page("topics", views.topics, "topics"),
    *page("search", views.search, "search"),
    path("about", views.about, name="about"),
    path("healthz", views.health, name="health"),
]

handler404 = "web.errors.absent"
handler500 = "web.errors.failed"
