"""The words of a document file, in sections: Markdown, plain text, PDF and DOCX; not its pictures.

A file is data from somebody: its size is limited before and after unpacking, nothing in it is run, and no path or
address in it is followed.
"""

from knowledge.extraction.documents import DOCUMENT_SUFFIXES, MAX_DOCUMENT_BYTES, read_document

__all__ = ["DOCUMENT_SUFFIXES", "MAX_DOCUMENT_BYTES", "read_document"]
