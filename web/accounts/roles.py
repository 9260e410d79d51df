"""Who holds which role, for which topic. `check_...` raises PermissionDenied and says why; `allowed` makes it a bool.

An account that is closed holds nothing, from the next request on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from web.accounts.models import Account, Grant, Role


def held(account: Any) -> frozenset[tuple[Role, int | None]]:
    """The roles of this account, each with the number of its topic or None for all topics."""
    if not getattr(account, "is_authenticated", False) or not account.is_active:
        return frozenset()
    rows = Grant.objects.filter(account=account.pk, ended_at__isnull=True).values_list("role", "topic")
    return frozenset((Role(role), topic) for role, topic in rows)


def holds(account: Any, *roles: Role, topic: int | None = None, anywhere: bool = False) -> bool:
    """Whether it holds one of these roles for this topic; with `anywhere`, for any topic at all."""
    return any(role in roles and (anywhere or of is None or of == topic) for role, of in held(account))


def check_holds(account: Any, *roles: Role, topic: int | None = None, anywhere: bool = False) -> None:
    """Raises PermissionDenied unless it holds one of these roles for this topic."""
    if not holds(account, *roles, topic=topic, anywhere=anywhere):
        names = ", ".join(str(role.label) for role in roles)
        raise PermissionDenied(_("This needs one of these roles: %(roles)s.") % {"roles": names})


def holders(*roles: Role, topic: int | None = None, anywhere: bool = False) -> list[Account]:
    """The accounts that hold one of these roles for this topic; with `anywhere`, for any topic at all."""
    grants = Grant.objects.filter(role__in=roles, ended_at__isnull=True)
    if not anywhere:
        grants = grants.filter(Q(topic__isnull=True) | Q(topic=topic))
    return list(Account.objects.filter(pk__in=grants.values("account"), is_active=True).order_by("pk"))


def allowed(check: Callable[..., None], *args: Any, **kwargs: Any) -> bool:
    """Whether a check lets it pass: for a button that is shown or not."""
    try:
        check(*args, **kwargs)
    except PermissionDenied:
        return False
    return True
