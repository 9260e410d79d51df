"""Addresses of accounts, at the desk. Of allauth only the second step of signing in is here, under our own page."""

from django.urls import path

from web.accounts.views import door, mine, people

urlpatterns = [
    path("login", door.login, name="login"),
    path("login/code", door.code, name="mfa_authenticate"),  # allauth looks its second step up by this name
    path("logout", door.Logout.as_view(), name="logout"),
    path("forgotten", door.forgotten, name="forgotten"),
    path("new-password/<uidb64>/<token>", door.SetPassword.as_view(), name="set-password"),
    path("account", mine.account, name="my-account"),
    path("password", mine.password, name="password"),
    path("account/address", mine.address, name="address"),
    path("account/address/<str:link>", mine.confirm_address, name="confirm-address"),
    path("account/factor", mine.set_up_factor, name="set-up-factor"),
    path("account/codes", mine.recovery_codes, name="recovery-codes"),
    path("people", people.people, name="people"),
    path("people/add", people.add, name="add-person"),
    path("people/<int:account>", people.person, name="person"),
    path("people/<int:account>/roles/<int:grant>/end", people.end_role, name="end-role"),
    path("people/<int:account>/<slug:what>", people.deed, name="person-deed"),
]
