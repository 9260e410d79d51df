"""Addresses of accounts, at the desk."""

from django.urls import include, path

from web.accounts import views

urlpatterns = [
    path("login", views.Login.as_view(), name="login"),
    path("logout", views.Logout.as_view(), name="logout"),
    path("password", views.Password.as_view(), name="password"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
]
