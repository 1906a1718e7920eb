"""The small knowledge and the embedding model of the knowledge's own tests."""

from tests.knowledge.conftest import content, remembering

__all__ = ["content", "remembering"]
