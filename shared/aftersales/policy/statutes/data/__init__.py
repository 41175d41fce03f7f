"""Statutes as JSON documents, one each; read and checked when the product starts."""
