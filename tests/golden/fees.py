# date|amount|feedivide-1%|fee|currency
# currency = 'EUR'


def map_rows(records, tally, origin=None):
    'Rows by date|amount|feedivide-1%|fee|currency'
    mapped = fees = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 5 else padded(row, 5)
            try:
                booked_on = dates[cells[0]]
                text = cells[1]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                text = cells[2].strip()
                if not text:
                    fee_1 = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    fee_1 = negate(exact_decimal(text) or read_amount(text))
                else:
                    fee_1 = negate(read_amount(text))
                text = cells[3].strip()
                if not text:
                    fee_2 = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    fee_2 = exact_decimal(text) or read_amount(text)
                else:
                    fee_2 = read_amount(text)
                currency = currencies[cells[4]]
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = currency
                transaction.kind = 'payment'
                transaction.line = line
                transaction.origin = origin
                transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
                for cost in (fee_1, fee_2):
                    if cost:
                        fees += 1
                        fee = Draft()
                        fee.booked_on = booked_on
                        fee.amount = negate(cost)
                        fee.currency = currency
                        fee.kind = 'fee'
                        fee.parent = transaction
                        fee.line = line
                        fee.origin = origin
                        fee.name = fee.tax_id = fee.account = fee.bic = fee.description = fee.reference = fee.invoice_number = fee.check_number = fee.bank_id = fee.value_on = fee.balance = fee.own_account = fee.extra = fee.branch = None
                        fee.__class__ = Transaction
                        yield fee
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped, fees)
