# date?|date?|amount?|amount?.divide(3)|credit|currency?|currency?|name?|name?|type:"card"
# currency = 'EUR'


def map_rows(records, tally, origin=None):
    'Rows by date?|date?|amount?|amount?.divide(3)|c…ency?|currency?|name?|name?|type:"card"'
    number_1 = Decimal('3')
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 9 else padded(row, 9)
            try:
                booked_on = dates[text] if (text := cells[0].strip()) else None
                if not booked_on:
                    booked_on = dates[text] if (text := cells[1].strip()) else None
                if booked_on is None:
                    raise Unusual
                text = cells[2].strip()
                if not text:
                    amount = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                if not amount:
                    amount = first_of(amount, divide(read_amount(text), number_1) if (text := cells[3].strip()) else None)
                if amount is None:
                    raise Unusual
                if cells[4].strip() not in ('C', 'c'):
                    amount = negate(absolute(amount))
                elif amount.is_signed():
                    raise Unusual
                currency = currencies[text] if (text := cells[5].strip()) else None
                if not currency:
                    currency = currencies[text] if (text := cells[6].strip()) else None
                if currency is None:
                    currency = CURRENCY
                name = cells[7].strip() or cells[8].strip() or None
                extra = {}
                type = 'card'
                if type is not None:
                    extra['type'] = type
                extra = extra or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = currency
                transaction.name = name
                transaction.kind = 'payment'
                transaction.extra = extra
                transaction.line = line
                transaction.origin = origin
                transaction.tax_id = transaction.account = transaction.bic = transaction.description = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
