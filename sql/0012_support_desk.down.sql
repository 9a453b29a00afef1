DROP TABLE map_pins, demo_leads, partner_applications, error_messages, support_replies;
