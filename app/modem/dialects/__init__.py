"""How each family of modems is asked and read; adding a family is adding one file and one line in `table`."""
