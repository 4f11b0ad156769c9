"""Our own workbooks: exports, lists, templates, statistical forms."""
