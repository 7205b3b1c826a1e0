"""What protected traits do in a store: flipped, they must move nothing but what a cited rule moves; what groups get;
what the vectors give away.

traits    people with the traits of others
worlds    the store twice, as it is and with traits exchanged
verdicts  which rules say something else, and of how many pairs
scores    every score and every order, byte for byte
pages     real matches of a sample, byte for byte
groups    who belongs to which group
exposure  what groups get, with intervals
probe     how well a trait can be told from a vector
audit     all of it as one answer
report    the answer as a page
"""
