# conditions=3=in,date,creditSum;3=out,date,debitSum


def map_rows(records, tally, origin=None):
    'Rows by conditions=3=in,date,creditSum;3=out,date,debitSum'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 3 else padded(row, 3)
            try:
                if cells[2].strip() == 'in':
                    branch, use = 1, 0
                elif cells[2].strip() == 'out':
                    branch, use = 2, 1
                else:
                    branch, use = None, NO_BRANCH
                if use == NO_BRANCH:
                    raise Unusual
                booked_on = dates[cells[0]]
                if use == 0:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    if amount.is_signed():
                        raise Unusual
                else:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    if amount.is_signed():
                        raise Unusual
                    amount = negate(amount)
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.kind = 'payment'
                transaction.line = line
                transaction.branch = branch
                transaction.origin = origin
                transaction.currency = transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
