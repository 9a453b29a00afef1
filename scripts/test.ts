/** `npm test [-- jest's arguments]`: becomes jest, with the flag that its ES modules need. */
import { fileURLToPath } from 'node:url';

process.execve?.(process.execPath, [
  process.execPath,
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(import.meta.resolve('jest/bin/jest')),
  ...process.argv.slice(2),
]);
