import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const ROOT: string = join(import.meta.dirname, '../..');

export interface ComposeService {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string | number>;
  ports?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test?: string[]; disable?: boolean };
  restart: string;
  read_only?: boolean;
  cap_drop?: string[];
}

/** The services of `docker-compose.yml` as an engine would see them with `settings` in its environment. */
export function readCompose(settings: Readonly<Record<string, string>>): Record<string, ComposeService> {
  const text = readFileSync(join(ROOT, 'docker-compose.yml'), 'utf8');
  const interpolated = (_key: unknown, value: unknown) =>
    typeof value === 'string' ? interpolate(value, settings) : value;
  return parse(text, interpolated, { merge: true }).services;
}

/**
 * The forms of a variable that the file uses: `${NAME:-default}` and `${NAME:?message}`.
 * @throws Error for a variable that is required and missing, and for any other form.
 */
function interpolate(text: string, settings: Readonly<Record<string, string>>): string {
  return text.replace(/\$(?:\{(\w+):([-?])([^}]*)\})?/g, (_whole, name?: string, form?: string, rest?: string) => {
    if (!name) throw new Error('a dollar sign that is no variable');
    if (form === '-') return settings[name] || (rest ?? '');
    if (!settings[name]) throw new Error(`required variable ${name} ${rest}`);
    return settings[name];
  });
}

/** What the image itself sets in the environment of every container. */
export function imageEnvironment(): Record<string, string> {
  const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
  return Object.fromEntries([...dockerfile.matchAll(/^ENV (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]));
}
