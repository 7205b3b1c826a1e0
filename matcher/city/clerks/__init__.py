"""Clerks' workbooks and their truth: what is written, what a reader must make of it.

values    one thing said in the many ways clerks say it, with what it means
columns   which columns a sheet has, under which headers
table     a sheet with titles, notes, sections, totals round its data, and the truth of every row
books     the sixty workbooks of employers
lists     the three lists of people
handful   a few files for the first minute with the program
marking   a reader's report against the truth
"""
