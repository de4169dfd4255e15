"""Captures: a trace as a file that Wireshark, a spreadsheet or a program opens. Sans-IO."""
