# date|creditSum|debitSum|balance
# negative_sums = 'linear'


def map_rows(records, tally, origin=None):
    'Rows by date|creditSum|debitSum|balance'
    mapped = transactions = 0
    try:
        for line, row in records:
            cells = row if len(row) >= 4 else padded(row, 4)
            try:
                booked_on = dates[cells[0]]
                money_in = read_amount(text) if (text := cells[1].strip()) else None
                money_out = read_amount(text) if (text := cells[2].strip()) else None
                if money_in and money_out:
                    raise Unusual
                amount = negate(money_out) if money_out else first_of(money_in, money_out)
                if amount is None:
                    raise Unusual
                balance = read_amount(text) if (text := cells[3].strip()) else None
                mapped += 1
                transactions += 1
                transaction = Draft()
                transaction.booked_on = booked_on
                transaction.amount = amount
                transaction.balance = balance
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
