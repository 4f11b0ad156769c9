"""Word documents from outside: read in the confined child, like workbooks."""
