"""The site file in the window: a form and its source, checked while it is written."""
