"""The table of accounts. An expert is not one: archives name people who never sign in."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class Account(AbstractUser):
    """A person who signs in to the desk. What they may do comes from their groups."""

    class Meta:
        db_table = "account"
