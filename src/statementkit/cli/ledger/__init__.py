"""The commands that keep books: `import`, `review`, `undo`, `batches`, `edit`, and others."""
