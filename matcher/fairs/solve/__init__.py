"""The plan itself: who meets whom, where and when; arrays in, arrays out."""
