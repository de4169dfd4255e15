"""The result of a check as a page, as text for a terminal, and as the JSON document that scripts read."""
