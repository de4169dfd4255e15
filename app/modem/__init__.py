"""The attached modem: AT text in, readings out, over any serial transport.

From the bottom up: `fields`, `commands`, `finals` and `lines` take AT text apart; `manners` is how a modem
behaves; `at` is the dialogue engine. `readings` are the values and `dialects` the parsers that fill them;
`rating` and `causes` say what a figure or a number means. None of those does I/O.
"""
