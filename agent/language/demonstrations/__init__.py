"""Examples of messages and plans, made and checked on the catalog at hand."""
