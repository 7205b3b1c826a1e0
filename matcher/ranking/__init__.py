"""From a query to an explained page: recall, features, rank, rerank, explain; one stage, one file."""
