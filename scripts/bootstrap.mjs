// `node scripts/bootstrap.mjs entry.ts [arguments]`: what stands behind `npm start` and its siblings on a fresh clone.
// Plain JavaScript that any Node since 18 reads: it installs what is missing, finds a Node that is new enough for the
// rest, and hands over to it.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync, utimesSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { fileURLToPath } from 'node:url';

const NEEDED_NODE = 24;
const PROJECT = fileURLToPath(new URL('..', import.meta.url));
/** What npm writes when an installation is complete. */
const INSTALLED = join(PROJECT, 'node_modules/.package-lock.json');

/** @param {string} file */
function changedAt(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function installWhatIsMissing() {
  if (existsSync(INSTALLED) && changedAt(join(PROJECT, 'package-lock.json')) <= changedAt(INSTALLED)) return;
  process.stderr.write('Installing what is missing (npm install); this takes a minute or two.\n');
  // The very npm that runs us, where one does. NODE_ENV=production must not leave out what tests and GraphiQL need.
  const own = process.env.npm_execpath?.endsWith('npm-cli.js') ? process.env.npm_execpath : undefined;
  const args = ['install', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const [program, ...before] = own ? [process.execPath, own] : ['npm'];
  const npm = spawnSync(program, [...before, ...args], { cwd: PROJECT, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (npm.status !== 0) {
    process.stderr.write(`${npm.stdout ?? ''}${npm.stderr ?? ''}${npm.error?.message ?? ''}\n`);
    fail('npm install failed; its output stands above. Put right what it names (often the network) and try again.');
  }
  // npm leaves the file as it is where nothing changed, and the next start would install again.
  utimesSync(INSTALLED, new Date(), new Date());
}

function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= NEEDED_NODE) return process.execPath;
  const bundled = join(PROJECT, 'node_modules/.bin/node');
  const { stdout } = spawnSync(bundled, ['--version'], { encoding: 'utf8' });
  if (Number.parseInt(stdout?.slice(1) ?? '', 10) >= NEEDED_NODE) return bundled;
  return fail(
    `This project needs Node ${NEEDED_NODE} or newer. This is Node ${process.versions.node}, and npm has no newer one ` +
      `for ${process.platform} ${process.arch}. Install one from https://nodejs.org and try again.`,
  );
}

/**
 * Runs a program in this one's place: same streams, same signals, same end.
 * @param {string} program
 * @param {string[]} args
 */
function handOver(program, args) {
  const child = spawn(program, args, { stdio: 'inherit' });
  child.on('error', (error) => {
    fail(`${program} does not start: ${error.message}`);
  });

  // Ctrl-C, and the end of a terminal, reach every process in it, the child too: what is left to do is to wait for it.
  const inTerminal = [0, 1, 2].some((stream) => isatty(stream));
  const signals = ['SIGINT', 'SIGHUP', 'SIGTERM'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (!inTerminal || signal === 'SIGTERM') child.kill(signal);
    });
  }

  child.on('exit', (code, signal) => {
    if (!signal) process.exit(code ?? 1);
    for (const handled of signals) process.removeAllListeners(handled);
    process.kill(process.pid, signal);
  });
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

const [entry, ...args] = process.argv.slice(2);
if (!entry) fail('Usage: node scripts/bootstrap.mjs entry.ts [arguments]');
installWhatIsMissing();
handOver(findNode(), ['--disable-warning=ExperimentalWarning', resolve(PROJECT, entry), ...args]);
