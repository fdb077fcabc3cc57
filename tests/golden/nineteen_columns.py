# other|other|other|currency|other|other|other|other|other|description|description|description|
# other|date|creditSum|debitSumdivide-1%|other|other|other\xa0
# decimal = ','


def map_rows(records, tally, origin=None):
    'Rows by other|other|other|currency|other|other|…um|debitSumdivide-1%|other|other|other\\xa0'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 16 else padded(row, 16)
            try:
                booked_on = dates[cells[13]]
                text = cells[14].strip()
                if not text:
                    money_in = None
                elif text[-1] >= "0" and not text.strip("-0123456789,"):
                    money_in = exact_decimal(text.replace(",", ".")) or read_amount(text)
                else:
                    money_in = read_amount(text)
                if money_in and money_in.is_signed():
                    raise Unusual
                text = cells[15].strip()
                if not text:
                    money_out = None
                elif text[-1] >= "0" and not text.strip("-0123456789,"):
                    money_out = negate(exact_decimal(text.replace(",", ".")) or read_amount(text))
                else:
                    money_out = negate(read_amount(text))
                if money_out and money_out.is_signed():
                    raise Unusual
                if money_in and money_out:
                    raise Unusual
                if money_out:
                    amount = negate(money_out)
                else:
                    amount = money_out if money_in is None else money_in
                    if amount is None:
                        raise Unusual
                currency = currencies[cells[3]]
                description = ' '.join(filter(None, (cells[9].strip(), cells[10].strip(), cells[11].strip()))) or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = currency
                transaction.description = description
                transaction.kind = 'payment'
                transaction.line = line
                transaction.origin = origin
                transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
