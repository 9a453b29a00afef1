/** `npm run migrate -- up | down N | status`, on DATABASE_URL or else on the embedded database. */
import { startEmbeddedPostgres } from '../platform/embedded-postgres.ts';
import { readEnvironment } from '../platform/environment.ts';
import { createLog } from '../platform/log.ts';
import { migrate, migrationStatus, takeBack } from '../platform/migrations.ts';

const USAGE = 'Usage: npm run migrate -- [up | down N | status]';

async function execute(url: string, command: string, count: number): Promise<string[]> {
  switch (command) {
    case 'up': {
      const { applied, seeded } = await migrate(url);
      return [...applied, ...seeded].map((name) => `applied ${name}`);
    }
    case 'down':
      return (await takeBack(url, count)).map((name) => `took back ${name}`);
    default:
      return (await migrationStatus(url)).map(({ name, appliedAt }) => `${name}  ${appliedAt ?? 'pending'}`);
  }
}

async function main([command = 'up', count]: string[]): Promise<void> {
  const wellFormed = command === 'down' ? /^[1-9]\d*$/.test(count ?? '') : count === undefined;
  if (!['up', 'down', 'status'].includes(command) || !wellFormed) throw new Error(USAGE);

  const environment = readEnvironment();
  const log = createLog(environment.LOG_LEVEL);
  const dataDir = environment.DATA_DIR;
  const embedded = environment.DATABASE_URL ? undefined : await startEmbeddedPostgres({ dataDir, log });
  try {
    const lines = await execute(environment.DATABASE_URL ?? embedded?.url ?? '', command, Number(count));
    process.stdout.write(`${lines.join('\n') || 'nothing to do'}\n`);
  } finally {
    if (embedded && !embedded.adopted) await embedded.stop();
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
