DROP TABLE transactions, payment_links;
