"""Packages that were damaged, altered, made up, or made with ill will by a desk that is known."""
