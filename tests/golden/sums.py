# date|creditSum|debitSum|balance
# negative_sums = 'linear'


def map_rows(records, tally, origin=None):
    'Rows by date|creditSum|debitSum|balance'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 4 else padded(row, 4)
            try:
                booked_on = dates[cells[0]]
                text = cells[1].strip()
                if not text:
                    money_in = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    money_in = exact_decimal(text) or read_amount(text)
                else:
                    money_in = read_amount(text)
                text = cells[2].strip()
                if not text:
                    money_out = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    money_out = exact_decimal(text) or read_amount(text)
                else:
                    money_out = read_amount(text)
                if money_in and money_out:
                    raise Unusual
                if money_out:
                    amount = negate(money_out)
                else:
                    amount = money_out if money_in is None else money_in
                    if amount is None:
                        raise Unusual
                text = cells[3].strip()
                if not text:
                    balance = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    balance = exact_decimal(text) or read_amount(text)
                else:
                    balance = read_amount(text)
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.kind = 'payment'
                transaction.balance = balance
                transaction.line = line
                transaction.origin = origin
                transaction.currency = transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
