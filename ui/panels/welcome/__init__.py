"""The first page: three doors into the program."""
