"""Report values turned into what people read and other programs take: HTML, PDF, Markdown, JSON, CSV.

It shows what was judged and adds nothing to it: no score is computed here and no model is called.
"""
