import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { pricing } from '../../subgraphs/pricing/subgraph.ts';
import { type Ask, askSubgraph, entity } from '../support/ask.ts';
import { VIEWERS } from '../support/fixtures.ts';
import { type TestServices, testServices } from '../support/services.ts';

let services: TestServices;
let ask: Ask;
/** Instead of the seeds: four categories, three exchanges and what they list, each kind with one that is switched off. */
beforeAll(async () => {
  services = await testServices();
  ask = askSubgraph(pricing, services);
  const { database } = services;
  await database.query(sql.unsafe`TRUNCATE asset_categories, exchange_asset_map, exchange_feeds RESTART IDENTITY`);
  await database.query(sql.unsafe`
    INSERT INTO asset_categories (category_name, description, display_order, enabled) VALUES
      ('Major', 'First.', 10, true), ('minor', 'Second.', 10, true), ('Odd', 'Third.', 5, true),
      ('Hidden', 'Nobody sees it.', 1, false)`);
  await database.query(sql.unsafe`
    INSERT INTO exchange_feeds (exchange_name, display_name, ws_endpoint, symbol_template, source_tag, enabled,
      subscribe_format, timestamp_format, heartbeat_method) VALUES
      ('one', 'One', 'wss://one.example', '{symbol}', 'one-ws', true, 'json', 'unix_ms', 'PING'),
      ('two', 'Two', 'wss://two.example', '{symbol}', 'two-ws', true, 'xml', 'stardate', NULL),
      ('off', 'Off', 'wss://off.example', '{symbol}', 'off-ws', false, 'json', 'rfc3339', 'none')`);
  await database.query(sql.unsafe`
    INSERT INTO exchange_asset_map (exchange_name, asset, exchange_symbol, category, enabled) VALUES
      ('one', 'BTC', 'BTC-1', 'Major', true), ('two', 'btc', 'BTC-2', 'Odd', true), ('off', 'BTC', 'BTC-3', 'Major', true),
      ('two', 'ETH', 'ETH-2', 'Major', false), ('one', 'eth', 'ETH-1', 'minor', true),
      ('two', 'GONE', 'GONE-2', 'Major', false), ('one', 'XRP', 'XRP-1', 'Hidden', true)`);
});
afterAll(() => services.stop());

const { nobody, admin } = VIEWERS;
const viewers = [
  ['everybody', nobody],
  ['an administrator', admin],
] as const;

/** The field that tells the rows of a list apart. */
const TELLING = {
  assets: 'symbol',
  assetCategories: 'name',
  assetListings: 'exchangeSymbol',
  exchangeFeeds: 'exchangeName',
} as const;
type List = keyof typeof TELLING;

async function listed(viewer: typeof admin, list: List, filter: string): Promise<string[]> {
  const told = TELLING[list];
  const { data, errors } = await ask(viewer, `{ ${list}(filter: ${filter}) { nodes { ${told} } totalCount } }`);
  expect(errors).toEqual([]);
  expect(data[list].totalCount).toBe(data[list].nodes.length);
  return data[list].nodes.map((node: Record<string, string>) => node[told]);
}

describe('filters', () => {
  const cases: [list: List, filter: string, shown: string[], all: string[]][] = [
    ['assets', '{}', ['BTC', 'ETH', 'XRP'], ['BTC', 'ETH', 'GONE', 'XRP']],
    ['assets', '{ symbol: ["xrp", " btc ", "GONE"] }', ['BTC', 'XRP'], ['BTC', 'GONE', 'XRP']],
    ['assets', '{ symbol: [] }', [], []],
    // An administrator's ETH was first listed, though switched off, as Major.
    ['assets', '{ category: "Major" }', ['BTC'], ['BTC', 'ETH', 'GONE']],
    ['assets', '{ category: "minor" }', ['ETH'], []],
    ['assets', '{ exchangeName: "two" }', ['BTC'], ['BTC', 'ETH', 'GONE']],
    ['assets', '{ exchangeName: "one", symbol: ["ETH"] }', ['ETH'], ['ETH']],
    ['assetCategories', '{}', ['Odd', 'Major', 'minor'], ['Hidden', 'Odd', 'Major', 'minor']],
    ['assetCategories', '{ name: ["Major", "Hidden"] }', ['Major'], ['Hidden', 'Major']],
    ['assetCategories', '{ enabled: false }', [], ['Hidden']],
    ['assetCategories', '{ enabled: true }', ['Odd', 'Major', 'minor'], ['Odd', 'Major', 'minor']],
    ['assetListings', '{ exchangeName: ["two", "off"] }', ['BTC-2', 'BTC-3'], ['BTC-2', 'BTC-3', 'ETH-2', 'GONE-2']],
    ['assetListings', '{ asset: ["Btc"] }', ['BTC-1', 'BTC-2', 'BTC-3'], ['BTC-1', 'BTC-2', 'BTC-3']],
    ['assetListings', '{ category: "Major" }', ['BTC-1', 'BTC-3'], ['BTC-1', 'BTC-3', 'ETH-2', 'GONE-2']],
    ['assetListings', '{ enabled: false }', [], ['ETH-2', 'GONE-2']],
    ['exchangeFeeds', '{}', ['one', 'two'], ['off', 'one', 'two']],
    ['exchangeFeeds', '{ exchangeName: ["two", "off"] }', ['two'], ['off', 'two']],
    ['exchangeFeeds', '{ enabled: false }', [], ['off']],
  ];
  test.each(cases)('%s %s', async (list, filter, shown, all) => {
    expect(await listed(nobody, list, filter)).toEqual(shown);
    expect(await listed(admin, list, filter)).toEqual(all);
  });
});

describe('orders', () => {
  const cases: [list: List, orderBy: string, expected: string[]][] = [
    ['assets', 'SYMBOL_ASC', ['BTC', 'ETH', 'GONE', 'XRP']],
    ['assetCategories', 'DISPLAY_ORDER_ASC', ['Hidden', 'Odd', 'Major', 'minor']],
    ['assetCategories', 'NAME_ASC', ['Hidden', 'Major', 'Odd', 'minor']],
    ['assetListings', 'ID_ASC', ['BTC-1', 'BTC-2', 'BTC-3', 'ETH-2', 'ETH-1', 'GONE-2', 'XRP-1']],
    ['assetListings', 'EXCHANGE_NAME_ASC', ['BTC-3', 'BTC-1', 'ETH-1', 'XRP-1', 'BTC-2', 'ETH-2', 'GONE-2']],
    ['exchangeFeeds', 'EXCHANGE_NAME_ASC', ['off', 'one', 'two']],
  ];
  test.each(cases)('%s %s and backwards, page by page', async (list, orderBy, expected) => {
    for (const direction of ['ASC', 'DESC']) {
      const walked: string[] = [];
      for (let after: string | null = null, more = true; more; ) {
        const { data, errors } = await ask(
          admin,
          `query ($after: String) { ${list}(first: 2, after: $after, orderBy: ${orderBy.replace('ASC', direction)}) {
            nodes { ${TELLING[list]} } pageInfo { hasNextPage endCursor } } }`,
          { after },
        );
        expect(errors).toEqual([]);
        walked.push(...data[list].nodes.map((node: Record<string, string>) => node[TELLING[list]]));
        after = data[list].pageInfo.endCursor;
        more = data[list].pageInfo.hasNextPage;
      }
      expect(walked).toEqual(direction === 'ASC' ? expected : expected.toReversed());
    }
  });
});

describe('one by its key', () => {
  test.each(viewers)('for %s', async (name, viewer) => {
    const { data, errors } = await ask(
      viewer,
      `{
        category: assetCategoryByName(name: "Major") { id name }
        hidden: assetCategoryByName(name: "Hidden") { id }
        noCategory: assetCategoryByName(name: "major") { id }
        listing: assetListing(id: "2") { id exchangeSymbol asset { symbol } category { name } feed { exchangeName } }
        switchedOff: assetListing(id: "4") { id asset { symbol } }
        orphan: assetListing(id: "7") { categoryName category { id } }
        noListing: assetListing(id: "99999999999") { id }
        feed: exchangeFeedByName(exchangeName: "one") { id exchangeName }
        off: exchangeFeedByName(exchangeName: "off") { id }
        noFeed: exchangeFeedByName(exchangeName: "three") { id }
        gone: asset(symbol: "gone") { symbol }
      }`,
    );
    const isAdmin = name !== 'everybody';
    expect(errors).toEqual([]);
    expect(data).toEqual({
      category: { id: '1', name: 'Major' },
      hidden: isAdmin ? { id: '4' } : null,
      noCategory: null,
      listing: {
        id: '2',
        exchangeSymbol: 'BTC-2',
        asset: { symbol: 'BTC' },
        category: { name: 'Odd' },
        feed: { exchangeName: 'two' },
      },
      switchedOff: isAdmin ? { id: '4', asset: { symbol: 'ETH' } } : null,
      orphan: { categoryName: 'Hidden', category: isAdmin ? { id: '4' } : null },
      noListing: null,
      feed: { id: '1', exchangeName: 'one' },
      off: isAdmin ? { id: '3' } : null,
      noFeed: null,
      gone: isAdmin ? { symbol: 'GONE' } : null,
    });
  });

  test.each([
    ['assetCategoryByName(name: "\\u0000") { id }', 'name'],
    ['exchangeFeedByName(exchangeName: "\\u0000") { id }', 'exchangeName'],
    ['assetListing(id: "two") { id }', 'id'],
    ['assetListings(first: 101) { totalCount }', 'first'],
    ['assetListings(after: "x") { totalCount }', 'after'],
    ['assetListings(filter: { asset: ["A", "\\u0000"] }) { totalCount }', 'filter.asset.1'],
    ['assetListings(filter: { category: "\\u0000" }) { totalCount }', 'filter.category'],
    ['assetListings(filter: { exchangeName: ["\\u0000"] }) { totalCount }', 'filter.exchangeName.0'],
    ['assets(filter: { exchangeName: "\\u0000" }) { totalCount }', 'filter.exchangeName'],
    ['assets(filter: { symbol: ["\\u0000"] }) { totalCount }', 'filter.symbol.0'],
    ['assetCategories(filter: { name: ["\\u0000"] }) { totalCount }', 'filter.name.0'],
    ['exchangeFeeds(filter: { exchangeName: ["\\u0000"] }) { totalCount }', 'filter.exchangeName.0'],
  ])('%s is refused', async (field, argument) => {
    const { errors, statements } = await ask(nobody, `{ ${field} }`);
    expect(errors).toEqual([`BAD_USER_INPUT ${argument}`]);
    expect(statements).toEqual([]);
  });

  test.each(viewers)('as an entity, for %s', async (name, viewer) => {
    const found = async (typename: string, key: object) =>
      (await ask(viewer, ...entity(typename, { ...key }, '__typename'))).data._entities[0] !== null;
    expect(await found('AssetListing', { id: '1' })).toBe(true);
    expect(await found('AssetListing', { id: '4' })).toBe(name !== 'everybody');
    expect(await found('AssetListing', { id: 'one' })).toBe(false);
    expect(await found('AssetCategory', { name: '\0' })).toBe(false);
    expect(await found('ExchangeFeed', { exchangeName: '\0' })).toBe(false);
    expect(await found('Asset', { symbol: '\0' })).toBe(false);
  });
});

describe('lists below', () => {
  test.each(viewers)('categories and exchanges, for %s', async (name, viewer) => {
    const isAdmin = name !== 'everybody';
    const { data, errors, statements } = await ask(
      viewer,
      `{
        assetCategories(filter: { name: ["Major"] }) { nodes {
          assets { nodes { symbol } totalCount } listings { nodes { exchangeSymbol } totalCount } } }
        exchangeFeeds(filter: { exchangeName: ["two"] }) { nodes {
          assets { nodes { symbol } totalCount } listings(orderBy: ID_DESC) { nodes { exchangeSymbol } totalCount } } }
      }`,
    );
    expect(errors).toEqual([]);
    const list = (field: string, values: string[]) => ({
      ...{ nodes: values.map((value) => ({ [field]: value })), totalCount: values.length },
    });
    expect(data).toEqual({
      assetCategories: {
        nodes: [
          {
            assets: list('symbol', isAdmin ? ['BTC', 'ETH', 'GONE'] : ['BTC']),
            listings: list('exchangeSymbol', isAdmin ? ['BTC-1', 'BTC-3', 'ETH-2', 'GONE-2'] : ['BTC-1', 'BTC-3']),
          },
        ],
      },
      exchangeFeeds: {
        nodes: [
          {
            assets: list('symbol', isAdmin ? ['BTC', 'ETH', 'GONE'] : ['BTC']),
            listings: list('exchangeSymbol', isAdmin ? ['GONE-2', 'ETH-2', 'BTC-2'] : ['BTC-2']),
          },
        ],
      },
    });
    expect(statements.sort()).toEqual([
      'pricing.assetCategories',
      'pricing.assetListingsByCategory',
      'pricing.assetListingsByCategoryCount',
      'pricing.assetListingsByExchangeName',
      'pricing.assetListingsByExchangeNameCount',
      'pricing.assetsByCategory',
      'pricing.assetsByCategoryCount',
      'pricing.assetsByExchange',
      'pricing.assetsByExchangeCount',
      'pricing.exchangeFeeds',
    ]);
  });

  test('are filtered, sorted and paged of their own', async () => {
    const args = 'filter: { exchangeName: "one" }, orderBy: SYMBOL_DESC, first: 1';
    const query = (after: string | null) => `{ exchangeFeedByName(exchangeName: "one") {
      assets(${args}, after: ${JSON.stringify(after)}) { nodes { symbol } totalCount pageInfo { hasNextPage endCursor } } } }`;
    const walked: string[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { data } = await ask(nobody, query(after));
      const { assets } = data.exchangeFeedByName;
      expect(assets.totalCount).toBe(3);
      walked.push(assets.nodes[0].symbol);
      after = assets.pageInfo.endCursor;
      more = assets.pageInfo.hasNextPage;
    }
    expect(walked).toEqual(['XRP', 'ETH', 'BTC']);
  });
});

test('settings of a feed: to administrators, in words where they are known', async () => {
  const query = `{ exchangeFeeds { nodes { exchangeName settings {
    wsEndpoint subscribeFormat timestampFormat heartbeatMethod createdAt } } } }`;
  const { data, errors } = await ask(admin, query);
  expect(errors).toEqual([]);
  const settings = (
    exchangeName: string,
    subscribeFormat: string,
    timestampFormat: string,
    heartbeatMethod: unknown,
  ) => ({
    exchangeName,
    settings: {
      ...{ wsEndpoint: `wss://${exchangeName}.example`, subscribeFormat, timestampFormat, heartbeatMethod },
      createdAt: expect.stringMatching(/\.\d{6}Z$/),
    },
  });
  expect(data.exchangeFeeds.nodes).toEqual([
    settings('off', 'JSON', 'RFC3339', 'NONE'),
    settings('one', 'JSON', 'UNIX_MS', 'PING'),
    settings('two', 'OTHER', 'OTHER', null),
  ]);
  for (const viewer of [nobody, VIEWERS.alice, VIEWERS.partner, VIEWERS.demo, VIEWERS.gateway]) {
    const { data } = await ask(viewer, query);
    expect(data.exchangeFeeds.nodes).toEqual([
      { exchangeName: 'one', settings: null },
      { exchangeName: 'two', settings: null },
    ]);
  }
});
