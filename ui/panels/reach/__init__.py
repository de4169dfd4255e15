"""The way from this computer to the hosts of the site: what the check found, and what it does right now."""
