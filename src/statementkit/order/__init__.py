"""The order language: from the text of an order to the function that maps a row.

Each stage is a module and can be called alone: `parser` makes `nodes` of the text, `check` says
what cannot be meant, `unparse` writes it back, `plan` decides what is read from where, `interpret`
runs the plan on one row, `rows` writes it as Python, and `mapper` holds the result.
"""
