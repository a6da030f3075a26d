"""Writers of annotated documents, one file per format; what they write comes back through the readers."""
