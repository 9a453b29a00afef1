/** `npm test [-- jest's arguments]`: becomes jest, with the flag that its ES modules need. */
import { fileURLToPath } from 'node:url';

// Node 24 on Linux and macOS has it; elsewhere the tests do not run, which must not look like success.
if (!process.execve) throw new Error('The tests need a system with execve: Linux or macOS.');
process.execve(process.execPath, [
  process.execPath,
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(import.meta.resolve('jest/bin/jest')),
  ...process.argv.slice(2),
]);
