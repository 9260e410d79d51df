"""Every address of the site. A page and its JSON twin stand together."""

from django.urls import URLPattern, path

from web.accounts import views as accounts
from web.pages import views
from web.review import views as review


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
    path("q/<slug:slug>/report", views.report, name="report"),
    path("q/<slug:slug>/reported", views.reported, name="reported"),
    *page("e/<slug:slug>", views.expert, "expert"),
    *page("t/<slug:slug>", views.topic, "topic"),
    *page("topics", views.topics, "topics"),
    *page("search", views.search, "search"),
    path("about", views.about, name="about"),
    *page("method", views.method, "method"),
    path("desk", review.desk, name="desk"),
    path("desk/login", accounts.Login.as_view(), name="login"),
    path("desk/logout", accounts.Logout.as_view(), name="logout"),
    path("desk/password", accounts.Password.as_view(), name="password"),
    path("desk/reports", review.reports, name="reports"),
    path("desk/reports/<slug:line>", review.reported_line, name="reported-line"),
    path("desk/reports/<slug:line>/erase/<int:report>", review.erase_note, name="erase-note"),
    path("healthz", views.health, name="health"),
]

handler404 = "web.errors.absent"
handler500 = "web.errors.failed"
