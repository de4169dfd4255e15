"""The command line: everything the window can measure, with the same names, one file a command."""
