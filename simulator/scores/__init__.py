"""What dialogues on disk are worth as figures: measures, intervals, summary, comparison."""
