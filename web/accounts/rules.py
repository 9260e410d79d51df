"""Who may give roles and keep accounts, and who may act now. `check_...` raises and says why.

PermissionDenied: they may never. ValidationError: they may not now, or not so.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from web.accounts import roles
from web.accounts.models import Account, Grant, Role

#: How long nothing of an account reaches readers after its second factor or its address changed (promise R40).
FREEZE = timedelta(hours=72)


def check_administers(account: Any) -> None:
    """Only an administrator keeps accounts, the log and the background work. Raises PermissionDenied."""
    roles.check_holds(account, Role.ADMINISTRATOR)


def check_another(account: Account, by: Account | None) -> None:
    """What an administrator does to an account, they do to another's. Raises ValidationError."""
    if by is not None and by.pk == account.pk:
        raise ValidationError(_("Ask another administrator: nobody does this to their own account."), code="own")


def check_grant(account: Account, role: Role, topic: int | None, by: Account | None) -> None:
    """Nobody gives themselves a role, and an administrator administers the whole site. Raises ValidationError."""
    if by is not None and by.pk == account.pk:
        raise ValidationError(_("Nobody gives themselves a role."), code="by-themselves")
    if role == Role.ADMINISTRATOR and topic is not None:
        raise ValidationError(
            _("An administrator administers the whole site. Leave the topic empty."), code="topic-unfit"
        )


def check_not_last(account: Account) -> None:
    """Somebody must be left who can give roles. Raises ValidationError."""
    others = Grant.objects.filter(
        role=Role.ADMINISTRATOR, topic__isnull=True, ended_at__isnull=True, account__is_active=True
    )
    if not others.exclude(account=account.pk).exists() and others.exists():
        raise ValidationError(
            _("This is the last administrator. Make somebody else an administrator first."), code="last"
        )


def check_not_frozen(account: Any, at: datetime) -> None:
    """What an account does reaches no reader for some days after its keys were changed. Raises ValidationError.

    Asked by every action that reaches readers. Whoever took an account over has these days to be found out; an
    administrator who has made sure that it was the owner lifts it.
    """
    if account is None:
        return
    until = Account.objects.values_list("frozen_until", flat=True).get(pk=account.pk)
    if until is not None and until > at:
        day = formats.date_format(timezone.localtime(until), "DATETIME_FORMAT")
        raise ValidationError(
            _(
                "Your second factor or your address was changed. Until %(until)s nothing that you do reaches readers, "
                "unless an administrator confirms before that it was you."
            ),
            code="frozen",
            params={"until": day},
        )
