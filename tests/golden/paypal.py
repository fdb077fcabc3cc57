# date|other|other|other|currency|amount|other|other|other|id|other|name|other|other|other|other|
# description|other|conditions=6>0,4=Express Checkout Payment,date,other,other,other,currency,
# amount,other,other,other,id,other,other,other,other,other,other,descAndName,other;6<0,
# 4=Express Checkout Payment,date,other,other,other,currency,amount,other,other,other,id,other,name,
# other,other,other,other,description,other;4=Account Hold for Open Authorization,date,other,other,
# description,currency,amount,other,other,other,id,other,other,other,other,other,other,name,other;
# 4=Cancellation of Hold for Dispute Resolution,date,other,other,description,currency,amount,other,
# other,other,id,other,name,other,other,other,other,other,description;4=Chargeback,17=BLANK,date,
# other,other,description,currency,amount,other,other,other,id,other,name,other,other,other,other,
# other,other;4=Chargeback,17=NOTBLANK,date,other,other,description,currency,amount,other,other,
# other,id,other,other,other,other,other,other,name,other;4=Dispute Fee,date,other,other,
# description,currency,amount,other,other,other,id,other,name,other,other,other,other,other,
# description;4=General Currency Conversion,date,other,other,description,currency,amount,other,
# other,other,id,other,name,other,other,other,other,other,description;
# 4=Hold on Balance for Dispute Investigation,date,other,other,description,currency,amount,other,
# other,other,id,other,name,other,other,other,other,other,other;4=Payment Refund,date,other,other,
# description,currency,amount,other,other,other,id,other,name,other,other,other,other,other,
# description;4=Payment Reversal,date,other,other,description,currency,amount,other,other,other,id,
# other,name,other,other,other,other,other,description;4=Website Payment,17=BLANK,date,other,other,
# description,currency,amount,other,other,other,id,other,name,other,other,other,other,other,other;
# 4=Website Payment,17=NOTBLANK,date,other,other,description,currency,amount,other,other,other,id,
# other,name,other,other,other,other,descAndName,other
# date_format = 'dd/MM/yyyy'


def map_rows(records, tally, origin=None):
    'Rows by date|other|other|other|currency|amount|…her,other,other,other,descAndName,other'
    number_1 = Decimal('0')
    # Text of the cell: branch and list of columns; below -4, checks are still open.
    branches = {
        'Express Checkout Payment': (None, -5),
        'Account Hold for Open Authorization': (3, 2),
        'Cancellation of Hold for Dispute Resolution': (4, 3),
        'Chargeback': (None, -6),
        'Dispute Fee': (7, 3),
        'General Currency Conversion': (8, 3),
        'Hold on Balance for Dispute Investigation': (9, 4),
        'Payment Refund': (10, 3),
        'Payment Reversal': (11, 3),
        'Website Payment': (None, -7),
    }
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 18 else padded(row, 18)
            try:
                branch, use = branches.get(cells[3].strip(), (None, 0))
                leading = None
                if use == -5:  # 'Express Checkout Payment'
                    text = cells[5].strip()
                    if text and text[-1] >= "0" and not text.strip("-0123456789."):
                        leading = exact_decimal(text) or number_or_none(text)
                    else:
                        leading = number_or_none(text)
                    if leading is not None and leading > number_1:
                        branch, use = 1, 1
                    elif leading is not None and leading < number_1:
                        branch, use = 2, 0
                    else:
                        branch, use = None, 0
                elif use == -6:  # 'Chargeback'
                    if not cells[16].strip():
                        branch, use = 5, 4
                    elif cells[16].strip():
                        branch, use = 6, 2
                    else:
                        branch, use = None, 0
                elif use == -7:  # 'Website Payment'
                    if not cells[16].strip():
                        branch, use = 12, 4
                    elif cells[16].strip():
                        branch, use = 13, 5
                    else:
                        branch, use = None, 0
                booked_on = dates[cells[0]]
                text = cells[5]
                if leading:
                    amount = leading
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                currency = currencies[cells[4]]
                bank_id = cells[9].strip() or None
                if use == 0:
                    name = cells[11].strip() or None
                    description = cells[16].strip() or None
                elif use == 1:
                    name = cells[16].strip() or None
                    description = cells[16].strip() or None
                elif use == 2:
                    name = cells[16].strip() or None
                    description = cells[3].strip() or None
                elif use == 3:
                    name = cells[11].strip() or None
                    description = ' '.join(filter(None, (cells[3].strip(), cells[17].strip()))) or None
                elif use == 4:
                    name = cells[11].strip() or None
                    description = cells[3].strip() or None
                else:
                    name = '-'.join(filter(None, (cells[11].strip(), cells[16].strip()))) or None
                    description = ' '.join(filter(None, (cells[3].strip(), cells[16].strip()))) or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = currency
                transaction.name = name
                transaction.description = description
                transaction.bank_id = bank_id
                transaction.kind = 'payment'
                transaction.line = line
                transaction.branch = branch
                transaction.origin = origin
                transaction.tax_id = transaction.account = transaction.bic = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.parent = transaction.value_on = transaction.balance = transaction.own_account = transaction.extra = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
