/** The tabs that a first visit finds open; a test checks each against the schema. */

export interface Example {
  /** The tab's title is the operation's name. */
  query: string;
  variables?: string;
  /** Whose key answers it: the demo key's holder, or the administrator. */
  asks: 'demo' | 'admin';
}

export const EXAMPLES: readonly Example[] = [
  {
    asks: 'demo',
    query: `# The latest price of one asset.
# Run it: the button, or Ctrl-Enter.
query LatestPrice {
  price(asset: "BTC") {
    asset
    price
    source
    observedAt
    ageSeconds
    stale
    reason
  }
}
`,
  },
  {
    asks: 'demo',
    query: `# Many prices at once. Which ones is said
# in the Variables pane below.
query ManyPrices($assets: [String!]!) {
  prices(assets: $assets) {
    asset
    price
    source
    ageSeconds
  }
}
`,
    variables: '{\n  "assets": ["BTC", "ETH", "SOL", "XRP"]\n}',
  },
  {
    asks: 'demo',
    query: `# Each change of a price as it arrives,
# until you press the button again.
subscription PriceUpdates {
  priceUpdated(assets: ["BTC", "ETH"]) {
    asset
    price
    source
    observedAt
  }
}
`,
  },
  {
    asks: 'demo',
    query: `# Assets with their category and price.
# Next page: after: "<endCursor>".
query Assets {
  assets(first: 10) {
    nodes {
      symbol
      category {
        name
      }
      price {
        price
        ageSeconds
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
  },
  {
    asks: 'demo',
    query: `# Who you are to the graph: what the key
# in the Headers pane says.
query WhoAmI {
  viewer {
    kind
    key {
      name
      prefix
      tier
    }
  }
}
`,
  },
  {
    asks: 'admin',
    query: `# One request over three subgraphs:
# analytics, pricing and identity.
# The demo key may not: see the Headers pane.
query UsageAcrossSubgraphs {
  usageLogs(first: 5) {
    nodes {
      timestamp
      asset {
        symbol
        price {
          price
        }
      }
      apiKey {
        name
      }
    }
  }
}
`,
  },
];
