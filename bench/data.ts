/** What the measured queries read: usage rows in Postgres, and a price of every asset in Valkey. */

import { z } from 'zod';
import { connectDatabase, sql } from '../platform/database.ts';
import { createLog } from '../platform/log.ts';
import { connectValkey } from '../platform/valkey.ts';
import { ADMIN, Viewer } from '../platform/viewer.ts';
import { hashOf } from '../subgraphs/identity/keys.ts';

const PRICED_WITHIN_MS = 30_000;

/** The key that the measured requests carry. */
export const BENCH_KEY = 'bench-1';

export interface BenchData {
  /** The assets that have a price. */
  assets: string[];
  /** Whom `BENCH_KEY` stands for. */
  viewer: Viewer;
}

/** Fills usage_logs and waits until the simulated feeds have priced the assets. */
export async function prepareData(databaseUrl: string, valkeyUrl: string): Promise<BenchData> {
  const log = createLog('warn');
  const database = await connectDatabase(databaseUrl, { log });
  const cache = connectValkey(valkeyUrl, { log, commandTimeoutMs: 1_000 });
  try {
    const assets = await database.anyFirst(
      sql.type(
        z.object({ asset: z.string() }),
      )`SELECT DISTINCT asset FROM exchange_asset_map WHERE enabled ORDER BY asset`,
    );
    await database.query(sql.unsafe`
      WITH keys AS (
        INSERT INTO api_keys (api_key, key_hash, name, tier)
        SELECT 'bench-' || n, encode(sha256(('bench-' || n)::bytea), 'hex'), 'bench ' || n, 'pro' FROM generate_series(1, 50) n
        RETURNING id
      )
      INSERT INTO usage_logs (api_key_id, timestamp, asset, status, query_type)
      SELECT key.id::text, now() - n * interval '1 second', asset, 200, 'price'
      FROM unnest(${sql.array([...assets], 'text')}) WITH ORDINALITY AS assets (asset, number)
      JOIN generate_series(1, 10000) n ON number = 1 + n % ${assets.length}::int
      JOIN (SELECT id, row_number() OVER () AS number FROM keys) key ON key.number = 1 + n % 50`);
    await database.query(sql.unsafe`ANALYZE`);
    const keyId = await database.oneFirst(
      sql.type(z.object({ id: z.string() }))`SELECT id FROM api_keys WHERE key_hash = ${hashOf(BENCH_KEY)}`,
    );
    const flags = { ...ADMIN.flags };
    const viewer = new Viewer({
      kind: 'key',
      keyId,
      userId: null,
      keyIds: [keyId],
      email: null,
      tier: 'pro',
      language: 'en',
      flags,
    });
    const deadline = Date.now() + PRICED_WITHIN_MS;
    for (;;) {
      const hashes = await cache.readHashes(assets.map((asset) => `price:{${asset}}`));
      const priced = assets.filter((_, index) => Object.keys(hashes[index] ?? {}).length > 0);
      if (priced.length === assets.length || (Date.now() > deadline && priced.length > 20)) {
        return { assets: [...priced], viewer };
      }
      if (Date.now() > deadline) throw new Error('the simulated feeds priced hardly anything');
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  } finally {
    await Promise.all([database.end(), cache.close()]);
  }
}
