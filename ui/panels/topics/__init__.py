"""Topics: the live tree of a broker, what each topic says, and publishing."""
