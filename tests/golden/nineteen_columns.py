# other|other|other|currency|other|other|other|other|other|description|description|description|
# other|date|creditSum|debitSumdivide-1%|other|other|other\xa0
# decimal = ','


def map_rows(records, tally, origin=None):
    'Rows by other|other|other|currency|other|other|…um|debitSumdivide-1%|other|other|other\\xa0'
    mapped = transactions = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 16 else padded(row, 16)
            try:
                booked_on = dates[cells[13]]
                money_in = read_amount(text) if (text := cells[14].strip()) else None
                if money_in and money_in < 0:
                    raise Unusual
                money_out = negate(read_amount(text)) if (text := cells[15].strip()) else None
                if money_out and money_out < 0:
                    raise Unusual
                if money_in and money_out:
                    raise Unusual
                amount = negate(money_out) if money_out else first_of(money_in, money_out)
                if amount is None:
                    raise Unusual
                currency = currencies[cells[3]]
                description = joined(' ', cells[9].strip(), cells[10].strip(), cells[11].strip())
                mapped += 1
                transactions += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.currency = currency
                transaction.description = description
                transaction.line = line
                transaction.origin = origin
                transaction.__class__ = Transaction
                yield transaction
            except Exception:
                for transaction in tally.again(line, row, records, origin):
                    transactions += 1
                    yield transaction
    finally:
        tally.add(mapped, transactions)
