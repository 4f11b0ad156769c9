"""Where a sheet has its head, and which field each column holds."""
