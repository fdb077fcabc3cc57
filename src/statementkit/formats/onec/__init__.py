"""1CClientBankExchange: the text format in which Russian banks and 1C exchange statements."""
