/** The gateway as `npm start` runs it. */
import { start } from '../gateway/main.ts';
import { readEnvironment } from '../platform/environment.ts';
import { reportPort } from './child.ts';

const running = await start(readEnvironment());
process.once('SIGTERM', () => running.stop().then(() => process.exit(0)));
reportPort(Number(new URL(running.url).port));
