import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { type Browser, chromium, type Page } from 'playwright-core';
import { buildGraphiql } from '../../gateway/graphiql/build.ts';
import { EXAMPLES } from '../../gateway/graphiql/examples.ts';
import { publicSchema, readSupergraph, SUPERGRAPH_FILE } from '../../gateway/supergraph.ts';
import { type Explorer, startExplorer } from './graphiql-explorer.ts';

const PROJECT = join(import.meta.dirname, '../..');
const DEMO_KEY = 'demo-public-2026-03-01-abc123';

jest.setTimeout(60_000);

let directory: string;
let bundle: string;
let explorer: Explorer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'explorer-'));
  bundle = await buildGraphiql(directory);
  explorer = await startExplorer(directory, DEMO_KEY);
});
afterAll(async () => {
  await explorer?.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the examples', () => {
  const check = existsSync(SUPERGRAPH_FILE) ? test : test.skip;
  check('are valid against the graph (skipped while gateway/supergraph.graphql is missing)', () => {
    const schema = publicSchema(readSupergraph());
    for (const { query } of EXAMPLES) {
      expect({ query, errors: validate(schema, parse(query)).map(String) }).toEqual({ query, errors: [] });
    }
  });
});

describe('the bundle', () => {
  test('is whole when two processes build it at once', async () => {
    const shared = await mkdtemp(join(tmpdir(), 'explorer-race-'));
    try {
      const build = async () => {
        const child = spawn(process.execPath, [join(PROJECT, 'gateway/graphiql/build.ts'), shared]);
        return (await once(child, 'exit'))[0];
      };
      expect(await Promise.all([build(), build()])).toEqual([0, 0]);
      const [only, ...others] = await readdir(shared);
      expect(others).toEqual([]);
      expect((await readdir(join(shared, only ?? ''))).sort()).toEqual((await readdir(bundle)).sort());
    } finally {
      await rm(shared, { recursive: true, force: true });
    }
  });

  test('is served for good under its hash, compressed as the caller can read it', async () => {
    const html = await (await fetch(explorer.url)).text();
    const path = /src="(graphiql\/[0-9a-f]{16}\/page\.js)"/.exec(html)?.[1];
    const ask = (encoding: string) =>
      fetch(`${explorer.url}/${path}`, { headers: { 'accept-encoding': encoding }, method: 'HEAD' });
    const plain = await ask('identity');
    expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(plain.headers.get('content-encoding')).toBeNull();
    const size = Number(plain.headers.get('content-length'));
    for (const [offer, chosen] of [
      ['gzip, deflate, br', 'br'],
      ['gzip, br;q=0', 'gzip'],
    ] as const) {
      const response = await ask(offer);
      expect(response.headers.get('content-encoding')).toBe(chosen);
      expect(response.headers.get('vary')).toBe('accept-encoding');
      expect(Number(response.headers.get('content-length'))).toBeLessThan(size / 2);
    }
    expect(gunzipSync(readFileSync(join(bundle, 'page.js.gz'))).equals(readFileSync(join(bundle, 'page.js')))).toBe(
      true,
    );
  });

  test.each([
    'graphiql/0123456789abcdef/page.js',
    'graphiql/BUNDLE/..%2f..%2fpackage.json',
    'graphiql/BUNDLE/page.js.gz',
  ])('has no file at %s', async (path) => {
    const response = await fetch(`${explorer.url}/${path.replace('BUNDLE', basename(bundle))}`);
    expect(response.status).toBe(404);
  });

  test('that cannot be built leaves a page that says so, and the rest as it is', async () => {
    const crippled = await startExplorer(join(bundle, 'page.js'), null);
    try {
      let html = '';
      while (!html.includes('could not be built')) html = await (await fetch(crippled.url)).text();
      expect(html).not.toContain(bundle);
      expect((await fetch(`${crippled.url}/health`)).status).toBe(200);
    } finally {
      await crippled.close();
    }
  });

  test('runs nothing inline and asks nobody else, by its content security policy', async () => {
    const policy = (await fetch(explorer.url)).headers.get('content-security-policy');
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; /);
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });
});

const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const more = ['--disable-component-update', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
const executablePath = onPath('chromium', 'chromium-browser', 'google-chrome');
const inBrowser = executablePath ? describe : describe.skip;

inBrowser('in Chromium (skipped where none is on PATH)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...flags, ...more] });
  });
  afterAll(() => browser?.close());

  test('answers a query and a subscription, shows the docs, and asks nobody else', async () => {
    const visit = await open(browser, explorer.url);
    const { page } = visit;

    await page.getByRole('button', { name: 'Execute query' }).click();
    await response(page, /"asset":\s"BTC",\s*"price":\s"\d+/);
    expect(visit.keys.at(-1)).toBe(DEMO_KEY);

    await page.getByRole('tab', { name: 'PriceUpdates' }).click();
    await page.getByRole('button', { name: 'Execute query' }).click();
    const first = await response(page, /"observedAt":\s"([^"]+)"/);
    await response(page, new RegExp(`"observedAt":\\s"(?!${first[1]})[^"]+"`));
    expect(visit.keys.at(-1)).toBe(DEMO_KEY);
    await page.getByRole('button', { name: 'Stop query' }).click();

    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).click();
    await page.locator('.graphiql-doc-explorer', { hasText: await describedField(explorer.url, 'price') }).waitFor();

    expect(visit.complaints).toEqual([]);
  });

  test('checks and tidies what is typed, by workers of its own', async () => {
    const { page, complaints } = await open(browser, explorer.url);
    await page.locator('.graphiql-query-editor .monaco-editor').first().click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('query { price(asset: "BTC") { nonsense } }');
    await page.locator('.squiggly-error').first().waitFor();
    await page.getByRole('button', { name: 'Prettify' }).click();
    await page.locator('.graphiql-query-editor .view-line').getByText('nonsense', { exact: true }).waitFor();
    await page.locator('.graphiql-query-editor .view-line').nth(4).waitFor();
    expect(
      page
        .workers()
        .map((worker) => worker.url())
        .sort(),
    ).toEqual(
      ['editor', 'graphql', 'json'].map((name) => `${explorer.url}/graphiql/${basename(bundle)}/${name}.worker.js`),
    );
    expect(complaints).toEqual([]);
  });

  test('keeps the tabs and the headers for the next visit', async () => {
    const { page, complaints } = await open(browser, explorer.url);
    const headers = page.getByRole('region', { name: 'Headers' });
    await page.getByRole('tab', { name: 'Assets' }).click();
    await headers.getByText(DEMO_KEY).click();
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await page.keyboard.insertText('{ "X-API-Key": "my-own" }');
    await page.waitForFunction(() =>
      /activeTabIndex.{3}3/.test(JSON.stringify(Reflect.get(globalThis, 'localStorage'))),
    );
    await page.waitForFunction(() => /my-own/.test(JSON.stringify(Reflect.get(globalThis, 'localStorage'))));
    await page.reload();
    await page.getByRole('tab', { name: 'Assets', selected: true }).waitFor();
    await headers.getByText('my-own').waitFor();
    expect(complaints).toEqual([]);
  });

  test('follows the theme of the system while it is open', async () => {
    const { page, complaints } = await open(browser, explorer.url);
    const editor = page.locator('.graphiql-query-editor .monaco-editor').first();
    await page.emulateMedia({ colorScheme: 'dark' });
    await editor.and(page.locator('.vs-dark')).waitFor();
    await screenshot(page, 'dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await editor.and(page.locator('.vs')).waitFor();
    await screenshot(page, 'light');
    expect(complaints).toEqual([]);
  });

  test('fits a narrow screen', async () => {
    const { page } = await open(browser, explorer.url, { width: 390, height: 800 });
    await page.getByRole('button', { name: 'Execute query' }).click();
    await response(page, /"price"/);
    const editors = await page.locator('.graphiql-editors').boundingBox();
    const answer = await page.locator('.graphiql-response').boundingBox();
    expect(editors?.width).toBeGreaterThan(300);
    expect(answer?.y).toBeGreaterThanOrEqual((editors?.y ?? 0) + (editors?.height ?? 0));
    await screenshot(page, 'narrow');
  });

  test('opens by itself once the first build is done', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'explorer-first-'));
    const first = await startExplorer(empty, null);
    try {
      expect(await (await fetch(first.url)).text()).toContain('is being built');
      const { page } = await open(browser, first.url);
      await page.getByRole('region', { name: 'Headers' }).getByText('put your key here').waitFor();
    } finally {
      await first.close();
      await rm(empty, { recursive: true, force: true });
    }
  });
});

/** The page once its editors stand; `complaints` gathers errors, policy violations and requests to anybody else. */
async function open(browser: Browser, url: string, viewport = { width: 1280, height: 720 }) {
  const context = await browser.newContext({ viewport });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const keys: (string | undefined)[] = [];
  await context.route(
    (address) => address.origin !== url,
    (route) => {
      complaints.push(`asked ${route.request().url()}`);
      return route.abort();
    },
  );
  page.on('request', (request) => {
    if (request.method() === 'POST') keys.push(request.headers()['x-api-key']);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  await page.locator('.graphiql-query-editor .view-line').first().waitFor();
  return { page, complaints, keys };
}

/** Waits until the response pane's text matches. */
async function response(page: Page, pattern: RegExp): Promise<RegExpExecArray> {
  const pane = page.locator('.result-window').filter({ hasText: pattern });
  return pattern.exec((await pane.textContent()) ?? '') as RegExpExecArray;
}

async function describedField(url: string, field: string): Promise<string> {
  const query = '{ __type(name: "Query") { fields { name description } } }';
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': DEMO_KEY },
    body: JSON.stringify({ query }),
  });
  const { data } = (await answer.json()) as { data: { __type: { fields: { name: string; description: string }[] } } };
  const description = data.__type.fields.find(({ name }) => name === field)?.description ?? 'no description';
  return description.split('.')[0] ?? ''; // the first sentence: the rest is set as Markdown
}

/** Kept where `SCREENSHOTS` says, for whoever changes how the page looks. */
async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

function onPath(...names: string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
