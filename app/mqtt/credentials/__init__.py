"""Proofs of who we are that have to be computed: AWS signatures, Azure tokens."""
