# date|id|other|other|amount|currency|other|other|other


def map_rows(records, tally, origin=None):
    'Rows by date|id|other|other|amount|currency|other|other|other'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 6 else padded(row, 6)
            try:
                booked_on = dates[cells[0]]
                text = cells[4]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                currency = currencies[cells[5]]
                bank_id = cells[1].strip() or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = currency
                transaction.bank_id = bank_id
                transaction.kind = 'payment'
                transaction.line = line
                transaction.origin = origin
                transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
