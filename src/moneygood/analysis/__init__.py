"""Tables made from paths: fans, headlines, first passage, comparisons, plausibility, responses."""
