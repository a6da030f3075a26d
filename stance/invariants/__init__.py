"""What must hold for documents and annotations beyond the shape of the record."""
