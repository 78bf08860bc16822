"""Many dialogues: one of them, all of one plan, and batches in a folder that outlive a kill."""
