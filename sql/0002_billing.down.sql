DROP TABLE tier_catalog;
