"""Files: uploads and downloads by presigned links."""
