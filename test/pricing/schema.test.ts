import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sql } from '../../platform/database.ts';
import { ADMIN, NOBODY } from '../../platform/viewer.ts';
import { type TestServices, testServices } from '../support/services.ts';
import { type Ask, inCache, pricingGraph, trade } from './prices-support.ts';

let services: TestServices;
let ask: Ask;

beforeAll(async () => {
  services = await testServices();
  ask = pricingGraph(services);
  await services.database.query(sql.unsafe`
    INSERT INTO asset_categories (category_name, description, display_order, enabled)
    VALUES ('Hidden', 'Not shown.', 5, false)`);
  await services.database.query(sql.unsafe`
    INSERT INTO exchange_asset_map (exchange_name, asset, exchange_symbol, category, enabled) VALUES
      ('nyse', 'aaa', 'AAA', 'Hidden', true), ('okx', 'AAA', 'AAA-USDT', 'DeFi', true),
      ('okx', 'OFF', 'OFF-USDT', 'DeFi', false)`);
  await services.database.query(sql.unsafe`
    INSERT INTO exchange_feeds (exchange_name, display_name, ws_endpoint, symbol_template, source_tag, enabled)
    VALUES ('nyse', 'NYSE', 'wss://nyse.example', '{symbol}', 'nyse-ws', false)`);
});
afterAll(() => services.stop());

async function statementsOf<T>(work: () => Promise<T>): Promise<{ answer: T; statements: string[] }> {
  services.statements.length = 0;
  const answer = await work();
  return { answer, statements: services.statements.map((text) => /\/\* (\S+) \*\//.exec(text)?.[1] ?? text) };
}

describe('assets', () => {
  test('are read by everybody, page by page, in the order of their symbols', async () => {
    const query = `query ($after: String) {
      assets(first: 60, after: $after) { nodes { symbol } totalCount pageInfo { hasNextPage endCursor } }
    }`;
    const symbols: string[] = [];
    let after: string | null = null;
    let totalCount = 0;
    do {
      const { data, errors } = await ask(query, { after }, NOBODY);
      expect(errors).toBeUndefined();
      symbols.push(...data.assets.nodes.map(({ symbol }: { symbol: string }) => symbol));
      after = data.assets.pageInfo.hasNextPage ? data.assets.pageInfo.endCursor : null;
      totalCount = data.assets.totalCount;
    } while (after);
    expect(symbols.length).toBeGreaterThan(150);
    expect(symbols).toEqual([...new Set(symbols)].sort());
    expect(symbols).toHaveLength(totalCount);
    expect(symbols).toContain('AAA');
    expect(symbols).not.toContain('OFF');
  });

  test('can be asked for by category', async () => {
    const query = `{ assets(filter: { category: "Stablecoins" }) { nodes { symbol category { name } } totalCount } }`;
    const { data } = await ask(query, {}, NOBODY);
    expect(data.assets.nodes.map(({ symbol }: { symbol: string }) => symbol)).toContain('USDC');
    for (const { category } of data.assets.nodes) expect(category.name).toBe('Stablecoins');
    expect(data.assets.totalCount).toBe(data.assets.nodes.length);
    const nothing = await ask(`{ assets(filter: { category: "stable' OR 1=1" }) { totalCount nodes { symbol } } }`);
    expect(nothing.data.assets).toEqual({ totalCount: 0, nodes: [] });
  });

  test('bring category, listings, feeds and prices along, one statement for each', async () => {
    await inCache(services.cache, trade('BTC', 'kraken-ws', '65000.10'));
    const query = `{
      assets(first: 40) {
        nodes { symbol category { name } listings { exchangeName exchangeSymbol feed { sourceTag } asset { symbol } } }
      }
      asset(symbol: "btc") { symbol price { price } listings { exchangeName exchangeSymbol } }
    }`;
    await ask('{ price(asset: "BTC") { price } }'); // the names that we know are read
    const { answer, statements } = await statementsOf(() => ask(query));
    expect(answer.errors).toBeUndefined();
    expect(answer.data.asset).toEqual({
      symbol: 'BTC',
      price: { price: '65000.10' },
      listings: [
        { exchangeName: 'binance_us', exchangeSymbol: 'BTCUSDT' },
        { exchangeName: 'bitstamp', exchangeSymbol: 'btcusd' },
        { exchangeName: 'coinbase', exchangeSymbol: 'BTC-USD' },
        { exchangeName: 'gemini', exchangeSymbol: 'BTCUSD' },
        { exchangeName: 'kraken', exchangeSymbol: 'XBT/USD' },
        { exchangeName: 'okx', exchangeSymbol: 'BTC-USDT' },
      ],
    });
    const once = ['assets', 'assetCategoriesByCategoryName', 'exchangeFeedsByExchangeName'];
    for (const name of once) expect(statements.filter((each) => each === `pricing.${name}`)).toHaveLength(1);
    // Once for the root's asset and once for the page, which arrive at different moments.
    expect(statements.length).toBeLessThanOrEqual(8);
  });

  test('that we do not follow are null', async () => {
    const { data, errors } = await ask('{ a: asset(symbol: "NOPE") { symbol } b: asset(symbol: "OFF") { symbol } }');
    expect(errors).toBeUndefined();
    expect(data).toEqual({ a: null, b: null });
    expect((await ask('{ asset(symbol: "off") { symbol } }', {}, ADMIN)).data.asset).toEqual({ symbol: 'OFF' });
  });

  test('show their price only to someone with a key', async () => {
    const { data, errors } = await ask('{ asset(symbol: "BTC") { symbol price { price } } }', {}, NOBODY);
    expect(data.asset).toEqual({ symbol: 'BTC', price: null });
    expect(errors).toMatchObject([{ path: ['asset', 'price'], extensions: { code: 'UNAUTHENTICATED' } }]);
  });

  test('are refused for arguments that make no sense', async () => {
    for (const [query, argument] of [
      ['{ assets(first: 101) { nodes { symbol } } }', 'first'],
      ['{ assets(after: "x") { nodes { symbol } } }', 'after'],
      ['{ assets(filter: { category: "\\u0000" }) { nodes { symbol } } }', 'filter.category'],
      ['{ asset(symbol: "\\u0000") { symbol } }', 'symbol'],
    ] as const) {
      const { errors } = await ask(query);
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    }
  });
});

describe('asset categories', () => {
  test('come in display order; a hidden one only to an administrator', async () => {
    const query = '{ assetCategories { nodes { name displayOrder enabled description createdAt } totalCount } }';
    const { data } = await ask(query, {}, NOBODY);
    const orders = data.assetCategories.nodes.map(({ displayOrder }: { displayOrder: number }) => displayOrder);
    expect(orders).toEqual([...orders].sort((one, other) => one - other));
    expect(data.assetCategories.nodes[0].name).toBe('Major Currencies');
    expect(data.assetCategories.nodes[0].createdAt).toMatch(/\.\d{6}Z$/);
    const all = await ask(query, {}, ADMIN);
    expect(all.data.assetCategories.totalCount).toBe(data.assetCategories.totalCount + 1);
    expect(all.data.assetCategories.nodes[0]).toMatchObject({ name: 'Hidden', enabled: false });
  });

  test('page through their assets, all categories in one statement', async () => {
    const query = `query ($after: String) {
      assetCategories { nodes { name assets(first: 3, after: $after) { nodes { symbol } totalCount pageInfo { endCursor } } } }
    }`;
    const { answer, statements } = await statementsOf(() => ask(query, {}, NOBODY));
    expect(answer.errors).toBeUndefined();
    expect(statements.sort()).toEqual([
      'pricing.assetCategories',
      'pricing.assetsByCategory',
      'pricing.assetsByCategoryCount',
    ]);
    const major = answer.data.assetCategories.nodes[0];
    expect(major.assets.nodes.map(({ symbol }: { symbol: string }) => symbol)).toEqual(['ADA', 'AVAX', 'BCH']);
    expect(major.assets.totalCount).toBe(12);
    const { data } = await ask(query, { after: major.assets.pageInfo.endCursor }, NOBODY);
    expect(data.assetCategories.nodes[0].assets.nodes[0].symbol).toBe('BNB');
  });
});

describe('exchange feeds', () => {
  const query = '{ exchangeFeeds { nodes { exchangeName displayName sourceTag pairSuffix enabled } totalCount } }';

  test('are read by everybody; one that is switched off only by an administrator', async () => {
    const { data } = await ask(query, {}, NOBODY);
    expect(data.exchangeFeeds.nodes.map(({ exchangeName }: { exchangeName: string }) => exchangeName)).toEqual([
      'binance_us',
      'bitstamp',
      'coinbase',
      'gemini',
      'kraken',
      'okx',
    ]);
    expect((await ask(query, {}, ADMIN)).data.exchangeFeeds.totalCount).toBe(7);
  });

  test('show how they are connected to administrators alone', async () => {
    const settings =
      '{ exchangeFeeds(first: 1) { nodes { settings { wsEndpoint pingIntervalSec createdAt notes } } } }';
    for (const viewer of [NOBODY, undefined]) {
      const { data, errors } = await ask(settings, {}, viewer);
      expect(errors).toBeUndefined();
      expect(data.exchangeFeeds.nodes).toEqual([{ settings: null }]);
    }
    const { data } = await ask(settings, {}, ADMIN);
    expect(data.exchangeFeeds.nodes[0].settings).toMatchObject({ pingIntervalSec: 30 });
  });

  test('page through their listings', async () => {
    const listings = `{
      exchangeFeeds { nodes { exchangeName listings(first: 2) { nodes { id exchangeName asset { symbol } } totalCount } } }
    }`;
    const { answer, statements } = await statementsOf(() => ask(listings, {}, NOBODY));
    expect(answer.errors).toBeUndefined();
    for (const { exchangeName, listings } of answer.data.exchangeFeeds.nodes) {
      expect(listings.nodes).toHaveLength(2);
      expect(listings.totalCount).toBeGreaterThan(20);
      for (const listing of listings.nodes) expect(listing.exchangeName).toBe(exchangeName);
    }
    expect(statements).toHaveLength(4);
  });
});

describe('entities', () => {
  const ENTITIES = `query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on Asset { symbol category { name } }
      ... on AssetCategory { id name }
      ... on ExchangeFeed { id exchangeName }
    }
  }`;

  test('are found by every key, in one statement for each key', async () => {
    const [{ data: categories }, { data: feeds }] = await Promise.all([
      ask('{ assetCategories(first: 1) { nodes { id name } } }'),
      ask('{ exchangeFeeds(first: 1) { nodes { id exchangeName } } }'),
    ]);
    const [category, feed] = [categories.assetCategories.nodes[0], feeds.exchangeFeeds.nodes[0]];
    const representations = [
      { __typename: 'Asset', symbol: 'BTC' },
      { __typename: 'AssetCategory', id: category.id },
      { __typename: 'Asset', symbol: 'NOPE' },
      { __typename: 'ExchangeFeed', exchangeName: feed.exchangeName },
      { __typename: 'AssetCategory', name: 'DeFi' },
      { __typename: 'Asset', symbol: 'eth' },
      { __typename: 'ExchangeFeed', id: feed.id },
    ];
    const { answer, statements } = await statementsOf(() => ask(ENTITIES, { representations }, NOBODY));
    expect(answer.errors).toBeUndefined();
    expect(answer.data._entities).toEqual([
      { __typename: 'Asset', symbol: 'BTC', category: { name: 'Major Currencies' } },
      { __typename: 'AssetCategory', ...category },
      null,
      { __typename: 'ExchangeFeed', ...feed },
      { __typename: 'AssetCategory', id: expect.any(String), name: 'DeFi' },
      { __typename: 'Asset', symbol: 'ETH', category: { name: 'Major Currencies' } },
      { __typename: 'ExchangeFeed', ...feed },
    ]);
    expect(statements.sort()).toEqual([
      'pricing.assetCategoriesByCategoryName',
      'pricing.assetCategoriesByCategoryName',
      'pricing.assetCategoriesById',
      'pricing.assetsBySymbol',
      'pricing.exchangeFeedsByExchangeName',
      'pricing.exchangeFeedsById',
    ]);
  });

  test('are not a way around what is switched off', async () => {
    const representations = [
      { __typename: 'AssetCategory', name: 'Hidden' },
      { __typename: 'ExchangeFeed', exchangeName: 'nyse' },
      { __typename: 'Asset', symbol: 'OFF' },
    ];
    expect((await ask(ENTITIES, { representations })).data._entities).toEqual([null, null, null]);
    expect((await ask(ENTITIES, { representations }, ADMIN)).data._entities).toMatchObject([
      { name: 'Hidden' },
      { exchangeName: 'nyse' },
      { symbol: 'OFF' },
    ]);
  });

  test.each(['abc', '', '-1', '1.5', '99999999999', '1; DROP TABLE exchange_feeds'])(
    'of no row are null: %j',
    async (id) => {
      const representations = [
        { __typename: 'AssetCategory', id },
        { __typename: 'ExchangeFeed', id },
      ];
      const { data, errors } = await ask(ENTITIES, { representations });
      expect(errors).toBeUndefined();
      expect(data._entities).toEqual([null, null]);
    },
  );
});
