"""Files that other projects keep as samples of a bank: each is known by its header and read whole.

The files lie in a folder beside the checkout and are not part of the project.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import statementkit as sk

CORPUS = Path(
    os.environ.get("STATEMENTKIT_CORPUS") or Path(__file__).parents[2].parent / "shared" / "corpus"
)

LAYOUTS = {
    "bank-statement-import__account_bank_statement_import_paypal_tests_paypal_en.csv": "paypal",
    "bank-statement-import__account_statement_import_paypal_tests_fixtures_statement_en.csv":
        "paypal",
    "beanhub-extract__tests_extractors_fixtures_chase_credit_card.csv": "chase-card",
    "csv2ofx__data_test_capitalone.csv": "capital-one",
    "csv2ofx__data_test_n26-fr.csv": "n26",
    "go-homebank-csv__pkg_parser_testfiles_dkb_dkb.csv": "dkb",
    "hledger__examples_csv_other_stripe.csv": "stripe-balance",
    "inline__cz_fio.csv": "fio-cz",
    "inline__de_dkb_pending.csv": "dkb",
    "inline__nl_rabobank.csv": "rabobank-nl",
    "inline__pl_mbank.csv": "mbank-pl-list",
    "inline__pl_mbank3.csv": "mbank-pl-list",
    "inline__revolut_en.csv": "revolut",
    "inline__revolut_fee_pending.csv": "revolut",
    "inline__uk_barclays.csv": "barclays-uk",
    "inline__uk_lloyds.csv": "lloyds-uk",
    "inline__uk_monzo_hledger.csv": "monzo",
    "inline__uk_starling.csv": "starling-uk",
    "inline__us2_amex_extended.csv": "amex-us",
    "inline__us_bofa_checking.csv": "bank-of-america",
    "inline__us_chase_card.csv": "chase-card",
    "rechnungspilot__vorlagen_bank-csv_dkb.csv": "dkb",
    "reckon__spec_integration_bom_utf8_file_input.csv": "paypal-fees",
}  # fmt: skip

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no folder of real files here")


def in_corpus(name: str) -> Path:
    path = CORPUS / "csv" / name
    if not path.exists():
        pytest.skip(f"{name} is not in this folder of real files")
    return path


@pytest.mark.parametrize(("name", "layout"), LAYOUTS.items())
def test_a_real_file_is_known_by_its_header_and_read_whole(name: str, layout: str) -> None:
    statement = sk.read(in_corpus(name))
    assert statement.origin is not None
    assert statement.origin.layout == layout
    assert statement.problems == ()
    assert statement.counts.records == statement.counts.mapped + statement.counts.skipped
    assert statement.counts.mapped > 0
    assert statement.balance.holds is not False


def test_a_file_without_header_is_read_by_name() -> None:
    statement = sk.read(in_corpus("inline__nl_abnamro.tab"), layout="abnamro-nl")
    assert statement.problems == ()
    assert statement.counts.transactions == 1
