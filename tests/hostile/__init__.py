"""Files that mean harm, or that were damaged on their way: read or refused in words, never more."""
