"""Transcripts: files become turns, speakers get roles, turns become exchanges. Pure and sync; no model is asked."""
