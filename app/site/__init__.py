"""The site file: what should be true at a site."""
