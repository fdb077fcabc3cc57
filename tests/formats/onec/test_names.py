"""Names of parties, with the tax numbers that programs write before them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from statementkit.formats.onec.names import Name, split_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('ИНН 7707083893 ООО "Луч"', Name('ООО "Луч"', "7707083893")),
        ("7707083893, ООО", Name("ООО", "7707083893")),
        ("7707083893 ООО", Name("ООО", "7707083893")),
        (r"ИНН 7707083893\770701001 ОАО", Name("ОАО", "7707083893", "770701001")),
        ("ИНН 7707083893/770701001 ОАО", Name("ОАО", "7707083893", "770701001")),
        ("ИНН 7707083893 КПП 770701001 ОАО", Name("ОАО", "7707083893", "770701001")),
        ("ИНН:500100732259 ИП Жук Анна", Name("ИП Жук Анна", "500100732259")),
        ("ИНН/КПП 7707083893/770701001 ОАО", Name("ОАО", "7707083893", "770701001")),
        ("инн 7707083893 кпп 770701001 ОАО", Name("ОАО", "7707083893", "770701001")),
        ("7707083893/LLC Luch", Name("/LLC Luch", "7707083893")),
        ("ИНН 0 Жук Анна", Name("Жук Анна", "0")),
        ("&quot;ЛУЧ&quot; АО", Name('"ЛУЧ" АО')),
        (" Банк  ГПБ (АО)", Name("Банк ГПБ (АО)")),
        ("7707083893", Name("7707083893")),
        ("ИНН 7707083893", Name("ИНН 7707083893")),
        ("12 месяцев ООО", Name("12 месяцев ООО")),
        ("77070838931 ООО", Name("77070838931 ООО")),
        ("AT&T", Name("AT&T")),
        ("", Name("")),
    ],
)
def test_what_stands_before_a_name_is_none_of_it(written: str, name: Name) -> None:
    assert split_name(written) == name


@given(st.text())
def test_a_name_without_numbers_keeps_every_letter(text: str) -> None:
    name = split_name(text.replace("&", ""))
    if name.tax_id is None:
        assert name.text == " ".join(text.replace("&", "").split())
