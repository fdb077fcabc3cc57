# date|amountdivide100%|feeIncludeddivide100%|id


def map_rows(records, tally, origin=None):
    'Rows by date|amountdivide100%|feeIncludeddivide100%|id'
    number_1 = Decimal('0.01')
    mapped = fees = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 4 else padded(row, 4)
            try:
                booked_on = dates[cells[0]]
                text = cells[1]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = multiply(exact_decimal(text) or read_amount(text), number_1)
                else:
                    amount = multiply(read_amount(text), number_1)
                text = cells[2].strip()
                if not text:
                    fee_1 = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    fee_1 = multiply(exact_decimal(text) or read_amount(text), number_1)
                else:
                    fee_1 = multiply(read_amount(text), number_1)
                if fee_1:
                    amount = add(amount, fee_1)
                bank_id = cells[3].strip() or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.bank_id = bank_id
                transaction.kind = 'payment'
                transaction.line = line
                transaction.origin = origin
                transaction.currency = transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
                if fee_1:
                    fees += 1
                    fee = Draft()
                    fee.booked_on = booked_on
                    fee.amount = negate(fee_1)
                    fee.kind = 'fee'
                    fee.parent = transaction
                    fee.line = line
                    fee.origin = origin
                    fee.currency = fee.name = fee.tax_id = fee.account = fee.bic = fee.description = fee.reference = fee.invoice_number = fee.check_number = fee.bank_id = fee.value_on = fee.balance = fee.own_account = fee.extra = fee.branch = None
                    fee.__class__ = Transaction
                    yield fee
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped, fees)
