"""Formats of files that say themselves what is in them, and need no layout."""
