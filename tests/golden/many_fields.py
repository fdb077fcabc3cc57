# date|amount|valueDate|ownAccount|account|iban|bic|status|originalAmount|originalCurrency|
# description|descAndName|name|time
# currency = 'EUR'
# account = 'EE471000001020145685'


def map_rows(records, tally, origin=None):
    'Rows by date|amount|valueDate|ownAccount|accoun…rency|description|descAndName|name|time'
    mapped = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 14 else padded(row, 14)
            try:
                booked_on = dates[cells[0]]
                text = cells[1]
                if text[-1] >= "0" and not text.strip("-0123456789."):
                    amount = exact_decimal(text) or read_amount(text)
                else:
                    amount = read_amount(text)
                name = '-'.join(filter(None, (cells[11].strip(), cells[12].strip()))) or None
                description = ' '.join(filter(None, (cells[10].strip(), cells[11].strip()))) or None
                account = cells[5].strip() or cells[4].strip() or None
                bic = cells[6].strip() or None
                own_account = cells[3].strip() or OWN_ACCOUNT
                value_on = dates[text] if (text := cells[2].strip()) else None
                extra = {}
                time = cells[13].strip() or None
                if time is not None:
                    extra['time'] = time
                text = cells[8].strip()
                if not text:
                    original_amount = None
                elif text[-1] >= "0" and not text.strip("-0123456789."):
                    original_amount = exact_decimal(text) or read_amount(text)
                else:
                    original_amount = read_amount(text)
                if original_amount is not None:
                    extra['original_amount'] = original_amount
                original_currency = currencies[text] if (text := cells[9].strip()) else None
                if original_currency is not None:
                    extra['original_currency'] = original_currency
                status = cells[7].strip() or None
                if status is not None:
                    extra['status'] = status
                extra = extra or None
                mapped += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = CURRENCY
                transaction.name = name
                transaction.account = account
                transaction.bic = bic
                transaction.description = description
                transaction.kind = 'payment'
                transaction.value_on = value_on
                transaction.own_account = own_account
                transaction.extra = extra
                transaction.line = line
                transaction.origin = origin
                transaction.tax_id = transaction.reference = transaction.invoice_number = transaction.check_number = transaction.bank_id = transaction.parent = transaction.balance = transaction.branch = None
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                yield from tally.again(line, row, records, origin)
    finally:
        tally.add(mapped)
