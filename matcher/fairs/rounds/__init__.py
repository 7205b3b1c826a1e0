"""The shapes without a hall: referrals, the placement of interns, a gig morning."""
