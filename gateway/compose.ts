/** `npm run compose` writes gateway/supergraph.graphql; with `--check` it only fails when that file is out of date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { FIRST_SUBGRAPH_PORT, SUBGRAPHS } from '../subgraphs/index.ts';
import { composeSupergraph, SUPERGRAPH_FILE } from './supergraph.ts';

/** The supergraph of this checkout, with the addresses of the apart shape on one machine. */
export function currentSupergraph(): string {
  return composeSupergraph(
    SUBGRAPHS.map(({ name, typeDefs }, index) => ({
      name,
      typeDefs,
      url: `http://localhost:${FIRST_SUBGRAPH_PORT + index}/graphql`,
    })),
  );
}

if (import.meta.main) {
  const sdl = `${currentSupergraph().trimEnd()}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(SUPERGRAPH_FILE, sdl);
  } else if (readFileSync(SUPERGRAPH_FILE, 'utf8') !== sdl) {
    process.stderr.write('gateway/supergraph.graphql is out of date: run `npm run compose` and commit the result.\n');
    process.exitCode = 1;
  }
}
