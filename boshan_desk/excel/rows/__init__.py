"""Which rows are records, and what their cells say."""
