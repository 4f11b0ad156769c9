"""Plans as data: what a policy paper asks for, by when, of whom (domain.md section 1)."""
