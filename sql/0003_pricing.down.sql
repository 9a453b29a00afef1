DROP TABLE last_prices;
DROP TABLE exchange_feeds;
DROP TABLE exchange_asset_map;
DROP TABLE asset_categories;
