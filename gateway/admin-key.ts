import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../platform/environment.ts';

export interface AdminKey {
  key: string;
  /** Where the key comes from, for the start banner; the key itself only at the start that made it. */
  note: string;
}

/** `ADMIN_API_KEY`, or a key made at the first start of this installation and kept in a file that only we can read. */
export async function adminKey({ ADMIN_API_KEY, DATA_DIR }: Environment): Promise<AdminKey> {
  if (ADMIN_API_KEY) return { key: ADMIN_API_KEY, note: 'as ADMIN_API_KEY says' };
  const file = join(DATA_DIR, 'admin-key');
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept.trim()) return { key: kept.trim(), note: `as kept in ${file}` };
  const key = `admin-${randomBytes(24).toString('base64url')}`;
  await mkdir(DATA_DIR, { recursive: true });
  await writeFile(file, `${key}\n`, { mode: 0o600 });
  return { key, note: `${key}  (made now, kept in ${file})` };
}
