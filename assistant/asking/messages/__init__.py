"""What an interviewer types during a call: what is wanted with it, and what of it the candidate said."""
