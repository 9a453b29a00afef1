/** What a feed hands on: one trade that an exchange reported, in our own terms. */
export interface Trade {
  /** Our symbol, as the asset map writes it. */
  asset: string;
  /** The feed's `source_tag`; it starts with `simulated:` where no exchange was involved. */
  source: string;
  /** A positive decimal, the digits as sent: `2369.50` stays `2369.50`. */
  price: string;
  /** When the exchange says it happened: RFC 3339, UTC, microseconds. The time of receipt where it says nothing. */
  observedAt: string;
  /** When it arrived here, in the same form. */
  receivedAt: string;
}

/** Called synchronously for every accepted trade, in the order of arrival; must not throw. */
export type OnTrade = (trade: Trade) => void;
