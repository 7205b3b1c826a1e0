"""From what happened to the next ranker: examples, a split in time, a comparison, a promotion that may be refused."""
