# date|name|amount
# currency = 'EUR'


def map_rows(records, tally, origin=None):
    'Rows by date|name|amount'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 3 else padded(row, 3)
            try:
                booked_on = dates[cells[0]]
                text = cells[2]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                name = cells[1].strip() or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = CURRENCY
                transaction.name = name
                transaction.kind = 'payment'
                transaction.line = line
                transaction.origin = origin
                transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
