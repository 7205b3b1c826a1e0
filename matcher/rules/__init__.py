"""What may be matched: rules as data, with three verdicts, for one pair and for a whole side alike."""
