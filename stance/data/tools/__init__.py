"""What readers and writers of an annotation tool share."""
