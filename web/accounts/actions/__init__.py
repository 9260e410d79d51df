"""The only functions that write accounts, roles and keys. From the command line nobody is `by`: the operator is."""

from web.accounts.actions.erasing import erase_account, erase_account_again, erase_accounts
from web.accounts.actions.keys import (
    change_address,
    change_settings,
    keep_codes,
    new_codes,
    reset_factor,
    set_factor,
    set_password,
    signed_in,
    use_code,
    want_address,
)
from web.accounts.actions.people import (
    add_account,
    end_grant,
    grant,
    lift_freeze,
    mail_link,
    restore_account,
    suspend_account,
)

__all__ = [
    "add_account",
    "change_address",
    "change_settings",
    "end_grant",
    "erase_account",
    "erase_account_again",
    "erase_accounts",
    "grant",
    "keep_codes",
    "lift_freeze",
    "mail_link",
    "new_codes",
    "reset_factor",
    "restore_account",
    "set_factor",
    "set_password",
    "signed_in",
    "suspend_account",
    "use_code",
    "want_address",
]
