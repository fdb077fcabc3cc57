# date|amount|name|conditions=3~/^Web/,2>0,date,creditSum,name;1=Total,end;3=BLANK,skip;3={"Fee",
# "Charge"},4!=EUR,date,debitSum,fee;5>=2024-01-31,5!~"x",date,amount;3=Hold,other;3=Fee,date,
# amount,description


def map_rows(records, tally, origin=None):
    'Rows by date|amount|name|conditions=3~/^Web/,2>…old,other;3=Fee,date,amount,description'
    day_1 = date.fromisoformat('2024-01-31')
    pattern_1 = compile_regex('^Web')
    number_1 = Decimal('0')
    # Text of the cell: branch and list of columns; below -4, checks are still open.
    branches = {
        'Fee': (None, -5),
        'Charge': (None, -6),
        'Hold': (None, -7),
    }
    mapped = fees = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 5 else padded(row, 5)
            try:
                branch, use = branches.get(cells[2].strip(), (None, OTHER))
                if use == -5:  # 'Fee'
                    if cells[0].strip() == 'Total':
                        branch, use = 2, END
                    elif cells[3].strip() != 'EUR':
                        branch, use = 4, 2
                    elif (seen := date_or_none(cells[4].strip())) is not None and seen >= day_1 and 'x' not in cells[4].strip().casefold():
                        branch, use = 5, 3
                    else:
                        branch, use = 7, 4
                elif use == -6:  # 'Charge'
                    if cells[0].strip() == 'Total':
                        branch, use = 2, END
                    elif cells[3].strip() != 'EUR':
                        branch, use = 4, 2
                    elif (seen := date_or_none(cells[4].strip())) is not None and seen >= day_1 and 'x' not in cells[4].strip().casefold():
                        branch, use = 5, 3
                    else:
                        branch, use = None, 0
                elif use == -7:  # 'Hold'
                    if cells[0].strip() == 'Total':
                        branch, use = 2, END
                    elif (seen := date_or_none(cells[4].strip())) is not None and seen >= day_1 and 'x' not in cells[4].strip().casefold():
                        branch, use = 5, 3
                    else:
                        branch, use = 6, SKIP
                elif use == OTHER:
                    if pattern_1.search(cells[2].strip()) and (seen := number_or_none(cells[1].strip())) is not None and seen > number_1:
                        branch, use = 1, 1
                    elif cells[0].strip() == 'Total':
                        branch, use = 2, END
                    elif not cells[2].strip():
                        branch, use = 3, SKIP
                    elif (seen := date_or_none(cells[4].strip())) is not None and seen >= day_1 and 'x' not in cells[4].strip().casefold():
                        branch, use = 5, 3
                    else:
                        branch, use = None, 0
                if use == SKIP:
                    tally.skip(line)
                    continue
                if use == END:
                    tally.end(line, records)
                    return
                booked_on = dates[cells[0]]
                if use == 0:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    name = cells[2].strip() or None
                    fee_1 = None
                    description = None
                elif use == 1:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    if amount.is_signed():
                        raise Unusual
                    name = cells[2].strip() or None
                    fee_1 = None
                    description = None
                elif use == 2:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    if amount.is_signed():
                        raise Unusual
                    amount = negate(amount)
                    name = None
                    text = cells[2].strip()
                    if not text:
                        fee_1 = None
                    elif text[-1] >= "0" and not text.strip("-0123456789."):
                        fee_1 = exact_decimal(text) or read_amount(text)
                    else:
                        fee_1 = read_amount(text)
                    description = None
                elif use == 3:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    name = None
                    fee_1 = None
                    description = None
                else:
                    text = cells[1]
                    if text[-1] >= "0" and not text.strip("-0123456789."):
                        amount = exact_decimal(text) or read_amount(text)
                    else:
                        amount = read_amount(text)
                    name = None
                    fee_1 = None
                    description = cells[2].strip() or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.name = name
                transaction.description = description
                transaction.kind = 'payment'
                transaction.line = line
                transaction.branch = branch
                transaction.origin = origin
                transaction.currency = transaction.tax_id = transaction.account = transaction.bic = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = None
                transaction.__class__ = Transaction
                yield transaction
                if fee_1:
                    fees += 1
                    fee = Draft()
                    fee.booked_on = booked_on
                    fee.amount = negate(fee_1)
                    fee.description = description
                    fee.kind = 'fee'
                    fee.parent = transaction
                    fee.line = line
                    fee.branch = branch
                    fee.origin = origin
                    fee.currency = fee.name = fee.tax_id = fee.account = fee.bic = fee.reference = fee.invoice_number = fee.check_number = fee.bank_id = fee.value_on = fee.balance = fee.own_account = fee.extra = None
                    fee.__class__ = Transaction
                    yield fee
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped, fees)
