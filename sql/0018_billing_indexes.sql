-- What the lists of the graph are filtered by: a payment by its kind and state, by the key that it paid for.
CREATE INDEX trinity_transactions_type ON transactions (type, "timestamp" DESC, id DESC);
CREATE INDEX trinity_transactions_status ON transactions (status, "timestamp" DESC, id DESC);
CREATE INDEX trinity_transactions_api_key ON transactions (api_key, "timestamp" DESC, id DESC);
