"""A pasted job or project description: its parts, and what it says of role, stage and seniority."""
