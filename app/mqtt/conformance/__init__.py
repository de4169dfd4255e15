"""What a broker really does, tried one thing at a time on sessions of our own."""
