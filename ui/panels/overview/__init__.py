"""The Overview: runs the check and tells its result, hop by hop."""
