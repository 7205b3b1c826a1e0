"""Both sides of the market as numbers: FAISS beside the columnar table, following the store's change sequence."""
