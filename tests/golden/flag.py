# date|amount|debit=Out|ref
# account = 'EE471000001020145685'


def map_rows(records, tally, origin=None):
    'Rows by date|amount|debit=Out|ref'
    mapped = transactions = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 4 else padded(row, 4)
            try:
                booked_on = dates[cells[0]]
                text = cells[1]
                amount = ((exact_decimal(text) or read_amount(text)) if not text.strip("-0123456789.") and text[-1:] >= "0" else read_amount(text))
                if cells[2].strip() == 'Out':
                    amount = negate(absolute(amount))
                elif amount < 0:
                    raise Unusual
                reference = cells[3].strip() or None
                mapped += 1
                transactions += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.reference = reference
                transaction.own_account = OWN_ACCOUNT
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
