# date|amount.strip("*").replace("O","0").negate|description.sub(/^REF: /,"").upper|
# ref.extract(/[0-9]{4,}/)|id.slice(1,8)|balance.multiply(0.01).abs


def map_rows(records, tally, origin=None):
    'Rows by date|amount.strip("*").replace("O","0")…d.slice(1,8)|balance.multiply(0.01).abs'
    pattern_1 = compile_regex('^REF: ')
    pattern_2 = compile_regex('[0-9]{4,}')
    number_1 = Decimal('0.01')
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 6 else padded(row, 6)
            try:
                booked_on = dates[cells[0]]
                text = cells[1].strip().strip('*').replace('O', '0').strip()
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = negate(exact_decimal(text) or read_amount(text))
                else:
                    amount = negate(read_amount(text))
                description = pattern_1.sub('', cells[2].strip()).upper().strip() or None
                reference = extract(cells[3].strip(), pattern_2).strip() or None
                bank_id = slice_text(cells[4].strip(), 1, 8).strip() or None
                text = cells[5].strip()
                if not text:
                    balance = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    balance = absolute(multiply(exact_decimal(text) or read_amount(text), number_1))
                else:
                    balance = absolute(multiply(read_amount(text), number_1))
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.description = description
                transaction.reference = reference
                transaction.bank_id = bank_id
                transaction.kind = 'payment'
                transaction.balance = balance
                transaction.line = line
                transaction.origin = origin
                transaction.currency = transaction.name = transaction.tax_id = transaction.account = transaction.bic = transaction.invoice_number = transaction.check_number = transaction.parent = transaction.value_on = transaction.own_account = transaction.extra = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
