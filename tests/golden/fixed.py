# date@1-10|name@11-30|amount@31-38divide100%|conditions=[39-40]=XX,skip
# format = 'fixed'


def map_rows(records, tally, origin=None):
    'Rows by date@1-10|name@11-30|amount@31-38divide100%|conditions=[39-40]=XX,skip'
    number_1 = Decimal('0.01')
    mapped = 0
    try:
        for line, row in records:
            try:
                if row[38:40].strip() == 'XX':
                    branch, use = 1, SKIP
                else:
                    branch, use = None, 0
                if use == SKIP:
                    tally.skip(line)
                    continue
                reach = 38
                if len(row) < reach or FILLER in row[:reach]:
                    raise Unusual
                booked_on = dates[row[0:10]]
                text = row[30:38]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = multiply(exact_decimal(text) or read_amount(text), number_1)
                else:
                    amount = multiply(read_amount(text), number_1)
                name = row[10:30].strip() or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.name = name
                transaction.kind = 'payment'
                transaction.line = line
                transaction.branch = branch
                transaction.origin = origin
                transaction.currency = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
