/** The tabs that a first visit finds open; a test runs each of them. */

export interface Example {
  /** The tab's title is the operation's name. */
  query: string;
  variables?: string;
  /** Whose key answers it: the demo key's holder, a customer of `npm run demo-data`, or the administrator. */
  asks: 'demo' | 'customer' | 'admin';
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
    asks: 'demo',
    query: `# A newsletter in other languages.
# There are some after: npm run demo-data
query Newsletters($lang: [String!]) {
  newsletters(first: 3) {
    nodes {
      title
      sentAt
      translations(filter: { lang: $lang }) {
        nodes {
          lang
          subject
        }
      }
    }
  }
}
`,
    variables: '{\n  "lang": ["de", "ja"]\n}',
  },
  {
    asks: 'customer',
    query: `# All that is yours, from four subgraphs.
# The key in the Headers pane is a customer's;
# npm run demo-data brings it.
query AllThatIsMine {
  viewer {
    user {
      name
      apiKeys {
        nodes {
          name
          tier
          currentUsage
          usageLogs(first: 1) {
            nodes {
              timestamp
              queryType
            }
          }
        }
      }
      transactions(first: 3) {
        totalCount
        nodes {
          timestamp
          type
          amountUsd
        }
      }
      supportTickets(first: 2) {
        nodes {
          subject
          status
          replies {
            nodes {
              authorType
              message
            }
          }
        }
      }
    }
  }
}
`,
  },
  {
    asks: 'customer',
    query: `# Sorted, filtered, and page by page: put the
# endCursor of one page into the Variables
# pane for the next. After: npm run demo-data
query MyPayments($after: String) {
  transactions(
    first: 3
    after: $after
    filter: { status: [SUCCEEDED] }
    orderBy: TIMESTAMP_ASC
  ) {
    totalCount
    nodes {
      timestamp
      amountUsd
      apiKey {
        name
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
`,
    variables: '{\n  "after": null\n}',
  },
  {
    asks: 'customer',
    query: `# A translation job: what it cost, and what
# happened. After: npm run demo-data
query MyTranslations {
  translationJobs(
    first: 1
    filter: { state: [COMPLETED] }
  ) {
    nodes {
      jobId
      docs
      langs
      quotes {
        nodes {
          difficulty
          totalPrice
        }
      }
      events(orderBy: CREATED_AT_ASC) {
        nodes {
          eventType
          lang
          createdAt
        }
      }
    }
  }
}
`,
  },
  {
    asks: 'admin',
    query: `# What was asked, and what was reported.
# For the administrator: see the Headers pane.
query Reports {
  usageDays(first: 7) {
    nodes {
      day
      totalRequests
      cacheHitRatePct
      p95LatencyMs
    }
  }
  reportUsageLogs(first: 3) {
    nodes {
      reportType
      createdAt
      apiKey {
        name
        user {
          email
        }
      }
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
