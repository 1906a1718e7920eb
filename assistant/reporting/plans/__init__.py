"""A panel's plan on paper and on the screen: Markdown, HTML, PDF, JSON, and its scorecards as CSV."""
