DROP TABLE webhook_delivery_log, webhook_subscriptions;
