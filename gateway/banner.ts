import type { Environment } from '../platform/environment.ts';
import { DEMO_KEY } from '../subgraphs/identity/keys.ts';

export interface BannerFacts {
  url: string;
  environment: Environment;
  adminNote: string;
  /** What else is worth knowing: a word for what it is about, and how that stands. */
  notes: readonly (readonly [about: string, note: string])[];
  seconds: number;
}

/** What a newcomer needs after `npm start`, in under 15 lines. */
export function banner({ url, environment, adminNote, notes, seconds }: BannerFacts): string {
  const curl = `curl ${url}/graphql -H 'content-type: application/json' -H 'X-API-Key: ${DEMO_KEY}' -d '{"query":"{ price(asset: \\"BTC\\") { asset price source ageSeconds } }"}'`;
  const lines = [
    '',
    `  The Trinity graph is up (${seconds.toFixed(1)} s). Ctrl-C stops all of it.`,
    '',
    `  GraphiQL   ${url}/`,
    `  GraphQL    ${url}/graphql`,
    environment.DEMO_KEY ? `  demo key   ${DEMO_KEY}` : '  demo key   off',
    `  admin key  ${adminNote}`,
    ...notes.map(([about, note]) => `  ${about.padEnd(10)} ${note}`),
    ...(environment.DEMO_KEY ? ['', `  ${curl}`] : []),
    '',
  ];
  return `${lines.join('\n')}\n`;
}
