# date|amount|debit=Out|ref
# account = 'EE471000001020145685'


def map_rows(records, tally, origin=None):
    'Rows by date|amount|debit=Out|ref'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 4 else padded(row, 4)
            try:
                booked_on = dates[cells[0]]
                text = cells[1]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                if cells[2].strip() == 'Out':
                    amount = negate(absolute(amount))
                elif amount.is_signed():
                    raise Unusual
                reference = cells[3].strip() or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.reference = reference
                transaction.kind = 'payment'
                transaction.own_account = OWN_ACCOUNT
                transaction.line = line
                transaction.origin = origin
                transaction.currency = transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
