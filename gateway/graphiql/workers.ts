/** The editors' language services run in three workers of our own origin; Monaco's default would ask a CDN. */
import type { Environment } from 'monaco-editor';

const FILES: Readonly<Record<string, string>> = { json: 'json.worker.js', graphql: 'graphql.worker.js' };

const environment: Environment = {
  getWorker: (_id, label) =>
    new Worker(new URL(FILES[label] ?? 'editor.worker.js', import.meta.url), { type: 'module', name: label }),
};
window.MonacoEnvironment = environment;
