/** What is measured: a document, and bodies that vary its variables. */

export interface Scenario {
  name: string;
  /** GraphQL request bodies, sent in turn. */
  bodies: string[];
  /** Whether the bare server can answer it too. */
  bare: boolean;
}

const VARIATIONS = 500;

/** A small deterministic generator (mulberry32), so that both sides of a ratio are sent the same bodies. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function scenarios(assets: readonly string[]): Scenario[] {
  const next = random(42);
  const asset = (): string => assets[Math.floor(next() * assets.length)] ?? 'BTC';
  const bodies = (query: string, variables: () => object): string[] =>
    Array.from({ length: VARIATIONS }, () => JSON.stringify({ query, variables: variables() }));
  return [
    {
      name: 'price',
      bare: true,
      bodies: bodies(
        'query ($asset: String!) { price(asset: $asset) { asset price source observedAt ageSeconds } }',
        () => ({ asset: asset() }),
      ),
    },
    {
      name: 'prices of 20',
      bare: false,
      bodies: bodies(
        'query ($assets: [String!]!) { prices(assets: $assets) { asset price source observedAt ageSeconds } }',
        () => ({ assets: Array.from({ length: 20 }, asset) }),
      ),
    },
    {
      name: 'three subgraphs',
      bare: false,
      bodies: bodies(
        `query ($assets: [String!]!, $first: Int!) {
          prices(assets: $assets) { asset price }
          viewer { key { name tier usageLogs(first: $first) { nodes { timestamp status asset { symbol price { price } } } } } }
        }`,
        () => ({ assets: [asset(), asset(), asset()], first: 1 + Math.floor(next() * 5) }),
      ),
    },
  ];
}
