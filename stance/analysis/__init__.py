"""From a document to findings and scores."""
