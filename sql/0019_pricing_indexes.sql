-- What the lists of the graph are filtered and sorted by, with the key that breaks ties. The asset map, its categories
-- and the feeds stay small and need none.

CREATE INDEX trinity_webhook_subscriptions_created_at ON webhook_subscriptions (created_at DESC, id DESC);
-- Tiers compare in lower case (dictionary TB-12).
CREATE INDEX trinity_webhook_subscriptions_tier ON webhook_subscriptions (lower(tier), created_at DESC, id DESC);

CREATE INDEX trinity_webhook_delivery_log_created_at ON webhook_delivery_log (created_at DESC, id DESC);
CREATE INDEX trinity_webhook_delivery_log_asset ON webhook_delivery_log (upper(asset), created_at DESC, id DESC);
-- A subscription pushes some of all assets: without this, those that it never pushed are looked for in all of its log.
CREATE INDEX trinity_webhook_delivery_log_subscription_asset
  ON webhook_delivery_log (subscription_id, upper(asset), created_at DESC, id DESC);
-- Nearly all is delivered; what is not is what is looked for.
CREATE INDEX trinity_webhook_delivery_log_troubled ON webhook_delivery_log (created_at DESC, id DESC)
  WHERE status <> 'delivered';
CREATE INDEX trinity_webhook_delivery_log_subscription_troubled
  ON webhook_delivery_log (subscription_id, created_at DESC, id DESC) WHERE status <> 'delivered';
