"""Words for verified findings: what a model is told of them, and what of its answer may be said."""
