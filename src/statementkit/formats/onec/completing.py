"""Numbers that are right, made of digits that need not be: for files that are invented."""

from __future__ import annotations

from statementkit.formats.onec.digits import account_key


def company_tax_id(digits: str) -> str:
    """Return the INN of a company whose first nine digits these are.

    >>> company_tax_id("770000000")
    '7700000009'
    """
    from stdnum.ru import inn

    return digits + inn.calc_company_check_digit(digits)


def person_tax_id(digits: str) -> str:
    """Return the INN of a person or sole trader whose first ten digits these are.

    >>> person_tax_id("7700000000")
    '770000000082'
    """
    from stdnum.ru import inn

    return digits + inn.calc_personal_check_digits(digits)


def keyed_account(account: str, bic: str) -> str:
    """Return an account of 20 digits with the key, its ninth digit, that the BIC asks for.

    >>> keyed_account("40602810000000000025", "049805746")
    '40602810700000000025'
    """
    return f"{account[:8]}{account_key(account, bic)}{account[9:]}"
