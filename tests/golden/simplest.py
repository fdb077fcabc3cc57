# date|name|amount
# currency = 'EUR'


def map_rows(records, tally, origin=None):
    'Rows by date|name|amount'
    mapped = transactions = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 3 else padded(row, 3)
            try:
                booked_on = dates[cells[0]]
                text = cells[2]
                amount = ((exact_decimal(text) or read_amount(text)) if not text.strip("-0123456789.") and text[-1:] >= "0" else read_amount(text))
                name = cells[1].strip() or None
                mapped += 1
                transactions += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = CURRENCY
                transaction.name = name
                transaction.line = line
                transaction.origin = origin
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                for transaction in tally.again(line, row, records, origin):
                    transactions += 1
                    yield transaction
    finally:
        tally.add(mapped, transactions)
