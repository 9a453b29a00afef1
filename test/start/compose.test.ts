import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { type Environment, readEnvironment } from '../../platform/environment.ts';
import { FIRST_SUBGRAPH_PORT, SUBGRAPHS } from '../../subgraphs/index.ts';
import { type ComposeService, imageEnvironment, ROOT, readCompose } from '../support/compose.ts';

const SECRETS = {
  GATEWAY_SECRET: 'a-secret-of-the-gateway-for-this-test',
  ADMIN_API_KEY: 'an-admin-key-for-this-test',
  POSTGRES_PASSWORD: 'a-password-for-this-test',
};
const services = readCompose(SECRETS);
const subgraphs = SUBGRAPHS.map(({ name }) => name);
const ours = ['migrate', ...subgraphs, 'gateway'];

function service(name: string): ComposeService {
  const found = services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}

function environmentOf(name: string): Record<string, string> {
  const own = Object.entries(service(name).environment ?? {}).map(([setting, value]) => [setting, String(value)]);
  return { ...imageEnvironment(), ...Object.fromEntries(own) };
}

test('there is a service for every part and for nothing else', () => {
  expect(Object.keys(services).sort()).toEqual(['postgres', 'valkey', ...ours].sort());
});

test('every subgraph runs at its port, and the gateway looks for it there', () => {
  subgraphs.forEach((name, index) => {
    const port = FIRST_SUBGRAPH_PORT + index;
    expect(service(name).command).toEqual(['node', 'subgraphs/main.ts', name]);
    expect(environmentOf(name).PORT).toBe(String(port));
    expect(environmentOf('gateway')[`${name.toUpperCase()}_URL`]).toBe(`http://${name}:${port}/graphql`);
  });
});

test('the gateway alone can be reached from outside', () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports);
  expect(published.map(([name, { ports }]) => [name, ports])).toEqual([['gateway', ['4000:4000']]]);
  expect(environmentOf('gateway').PORT).toBe('4000');
});

test.each(ours)('%s understands every setting that it is given', (name) => {
  const given = environmentOf(name);
  const understood: Environment = readEnvironment(given);
  expect(Object.keys(understood)).toEqual(expect.arrayContaining(Object.keys(given)));
  expect(understood.NODE_ENV).toBe('production');
});

test('all parts agree on shape, secret and storage', () => {
  for (const name of [...subgraphs, 'gateway']) {
    expect(environmentOf(name)).toMatchObject({ SUBGRAPHS: 'apart', GATEWAY_SECRET: SECRETS.GATEWAY_SECRET });
  }
  const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = environmentOf('postgres');
  for (const name of ['migrate', ...subgraphs]) {
    expect(environmentOf(name)).toMatchObject({
      DATABASE_URL: `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/${POSTGRES_DB}`,
      VALKEY_URL: 'redis://valkey:6379',
    });
  }
  expect(environmentOf('gateway')).toMatchObject({ ADMIN_API_KEY: SECRETS.ADMIN_API_KEY });
});

test.each(Object.keys(SECRETS))('%s must be given, and is nowhere in the file', (name) => {
  const { [name]: _, ...others } = SECRETS as Record<string, string>;
  expect(() => readCompose(others)).toThrow(`required variable ${name} is missing`);
});

test('FEEDS and DEMO_KEY can be chosen, and have the defaults of the platform', () => {
  expect(environmentOf('pricing').FEEDS).toBe('live');
  expect(readCompose({ ...SECRETS, FEEDS: 'simulate' }).pricing?.environment?.FEEDS).toBe('simulate');
  const { identity, gateway } = readCompose({ ...SECRETS, DEMO_KEY: 'off' });
  expect([identity?.environment?.DEMO_KEY, gateway?.environment?.DEMO_KEY]).toEqual(['off', 'off']);
  expect([environmentOf('identity').DEMO_KEY, environmentOf('gateway').DEMO_KEY]).toEqual(['on', 'on']);
});

test('what a service waits for exists and can come to pass', () => {
  for (const { depends_on: needs = {} } of Object.values(services)) {
    for (const [name, { condition }] of Object.entries(needs)) {
      const needed = service(name);
      if (condition === 'service_healthy') expect(needed.healthcheck?.test).toBeDefined();
      else if (condition === 'service_completed_successfully') expect(needed.restart).toBe('no');
      else expect(condition).toBe('service_started');
    }
  }
  for (const name of subgraphs) {
    expect(service(name).depends_on).toEqual({
      migrate: { condition: 'service_completed_successfully' },
      valkey: { condition: 'service_healthy' },
    });
  }
  expect(Object.keys(service('gateway').depends_on ?? {})).toEqual(subgraphs);
  expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
});

test('every part of ours is the same image, and may write nothing', () => {
  for (const name of ours) {
    const { image, build, read_only, cap_drop, restart } = service(name);
    expect({ image, build, read_only, cap_drop }).toEqual({
      image: 'trinity-graph',
      build: '.',
      read_only: true,
      cap_drop: ['ALL'],
    });
    expect(restart).toBe(name === 'migrate' ? 'no' : 'unless-stopped');
  }
});

const scripts = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).scripts as Record<string, string>;
test.each([
  ['gateway', 'start'],
  ['identity', 'subgraph'],
  ['migrate', 'migrate'],
])('%s runs the program of npm run %s', (name, script) => {
  const program = String(service(name).command?.[1]);
  expect(scripts[script]).toMatch(new RegExp(` ${program}$`));
});

const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const lastStage = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
const allowed = readFileSync(join(ROOT, '.dockerignore'), 'utf8').split('\n');

test('the image holds the programs, on the Node that the project asks for, and does not run as root', () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const version = /\d+/.exec(engines.node)?.[0];
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(new Set(bases)).toEqual(new Set([`node:${version}-slim`, 'base']));
  expect(lastStage).toMatch(/^USER node$/m);
  const copied = [...lastStage.matchAll(/^COPY (\w\S*) \S+$/gm)].map(([, source]) => String(source));
  for (const name of ours) {
    const program = String(service(name).command?.[1]);
    expect(existsSync(join(ROOT, program))).toBe(true);
    expect(copied).toContain(program.split('/')[0]);
  }
});

test('the build sees what it copies and nothing else of this folder', () => {
  const sources = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, list]) =>
    String(list).split(' '),
  );
  const roots = new Set(sources.map((source) => String(source.split('/')[0])));
  for (const root of roots) expect(existsSync(join(ROOT, root))).toBe(true);
  expect(allowed.filter((line) => line && !/^[#!]/.test(line))[0]).toBe('*');
  const admitted = allowed.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  expect(admitted.sort()).toEqual([...roots].sort());
});
