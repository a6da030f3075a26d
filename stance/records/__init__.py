"""The records everything exchanges: article, document, annotation, scores, analysis."""
