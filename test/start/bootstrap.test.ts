import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';

jest.setTimeout(60_000);

/** A clone of a project whose only dependency is a folder of its own, so that installing needs no network. */
let clone: string;
const running: ChildProcess[] = [];
beforeEach(async () => {
  clone = await mkdtemp(join(tmpdir(), 'clone-'));
  await mkdir(join(clone, 'scripts'));
  await cp(join(import.meta.dirname, '../../scripts/bootstrap.mjs'), join(clone, 'scripts/bootstrap.mjs'));
  await mkdir(join(clone, 'tool'));
  await writeFile(join(clone, 'tool/package.json'), JSON.stringify({ name: 'tool', version: '1.0.0' }));
  await depend('file:./tool');
  await writeFile(join(clone, 'package-lock.json'), JSON.stringify({ lockfileVersion: 3, packages: {} }));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.stdin?.destroy();
  await rm(clone, { recursive: true });
});

async function depend(tool: string): Promise<void> {
  await writeFile(join(clone, 'package.json'), JSON.stringify({ name: 'clone', dependencies: { tool } }));
}

/** Runs `program` as the entry file, on pipes: nothing here has a terminal. */
async function bootstrap(program: string, ...args: string[]): Promise<ChildProcess> {
  await writeFile(join(clone, 'entry.ts'), program);
  const child = spawn(process.execPath, ['scripts/bootstrap.mjs', 'entry.ts', ...args], { cwd: clone });
  running.push(child);
  return child;
}

async function outcome(child: ChildProcess) {
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout as NonNullable<typeof child.stdout>),
    text(child.stderr as NonNullable<typeof child.stderr>),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code, signal };
}

/** As npm leaves it behind; `age` in seconds, against the lock file's. */
async function pretendInstalled(age: number): Promise<void> {
  const marker = join(clone, 'node_modules/.package-lock.json');
  await mkdir(join(clone, 'node_modules'));
  await writeFile(marker, '{}');
  const lockedAt = (await stat(join(clone, 'package-lock.json'))).mtimeMs / 1_000;
  await utimes(marker, lockedAt - age, lockedAt - age);
}

describe('what is missing is installed', () => {
  const INSTALLING = /^Installing what is missing \(npm install\)[^\n]*\n$/;

  test('on a fresh clone, in one line, and not again', async () => {
    const first = await outcome(await bootstrap("console.log('up')"));
    expect(first).toEqual({ stdout: 'up\n', stderr: expect.stringMatching(INSTALLING), code: 0, signal: null });
    expect(await outcome(await bootstrap("console.log('up')"))).toMatchObject({ stdout: 'up\n', stderr: '', code: 0 });
  });

  test('when the lock file is newer than the installation', async () => {
    await pretendInstalled(10);
    expect(await outcome(await bootstrap(''))).toMatchObject({ stderr: expect.stringMatching(INSTALLING), code: 0 });
    expect(await outcome(await bootstrap(''))).toMatchObject({ stderr: '', code: 0 });
  });

  test("and where that fails, npm's reason is shown", async () => {
    await depend('file:./gone.tgz');
    const { code, stdout, stderr } = await outcome(await bootstrap("console.log('up')"));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/ENOENT[\s\S]*npm install failed; its output stands above/);
  });
});

describe('the entry file takes over', () => {
  beforeEach(() => pretendInstalled(-10));

  test('as TypeScript, with the arguments and the exit code', async () => {
    const program = 'const args: string[] = process.argv.slice(2); console.log(args.join()); process.exit(7);';
    expect(await outcome(await bootstrap(program, 'down', '2', '--flag'))).toEqual({
      stdout: 'down,2,--flag\n',
      stderr: '',
      code: 7,
      signal: null,
    });
  });

  const waiting = (handler: string) => `
    process.on('SIGTERM', ${handler}).on('SIGINT', ${handler});
    process.stdin.resume();
    console.log('ready');`;

  test.each(['SIGTERM', 'SIGINT'] as const)('gets %s and may take its time to end', async (signal) => {
    const child = await bootstrap(
      waiting("(signal) => setTimeout(() => { console.log('bye', signal); process.exit(3) }, 100)"),
    );
    const end = outcome(child);
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    child.kill(signal);
    expect(await end).toMatchObject({ stdout: `ready\nbye ${signal}\n`, code: 3, signal: null });
  });

  test.each(['start', 'subgraph', 'demo-data'])(
    'npm run %s: a signal to npm reaches it through the shell',
    async (name) => {
      const { scripts } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
      await writeFile(join(clone, 'entry.ts'), waiting('(signal) => { console.log(signal); process.exit() }'));
      const script = String(scripts[name]).replace(/bootstrap\.mjs .*/, 'bootstrap.mjs entry.ts');
      const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
      const child = spawn('sh', ['-c', script], { cwd: clone, env: { ...process.env, PATH } }); // as npm does
      running.push(child);
      const end = outcome(child);
      await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
      child.kill('SIGTERM');
      expect(await end).toMatchObject({ stdout: 'ready\nSIGTERM\n' });
    },
  );

  test('and where a signal ends it, that ends the whole', async () => {
    const child = await bootstrap("process.stdin.resume(); console.log('ready')");
    const end = outcome(child);
    await once(child.stdout as NonNullable<typeof child.stdout>, 'data');
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ code: null, signal: 'SIGTERM' });
  });
});
