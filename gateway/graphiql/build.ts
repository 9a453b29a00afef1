/**
 * Bundles the explorer page: the page, its style sheet, the three workers of its editors and the chunks that they
 * share, each beside its compressed forms. As a program: `node gateway/graphiql/build.ts <directory>`.
 */
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const SOURCES = import.meta.dirname;
const PACKAGES = ['@graphiql/react', 'esbuild', 'graphiql', 'graphql', 'graphql-sse', 'react', 'react-dom'];

/** What a compressed form is called in HTTP and on disk, the better one first. */
export const ENCODINGS = [
  {
    name: 'br',
    extension: '.br',
    compress: (bytes: Buffer) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
  },
  { name: 'gzip', extension: '.gz', compress: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }) },
] as const;

/**
 * Makes sure that `directory` holds the bundle of these sources and package versions.
 * A bundle is named by the hash of what it is made of and appears whole or not at all, so processes may build at once.
 * @returns the path of the bundle, `<directory>/<hash>`.
 * @throws what esbuild or the file system says, for example where the development packages are not installed.
 */
export async function buildGraphiql(directory: string): Promise<string> {
  const bundle = join(directory, await stamp());
  if (await exists(bundle)) return bundle;
  const draft = join(directory, `.building-${randomUUID()}`);
  await mkdir(draft, { recursive: true });
  try {
    await bundleInto(draft);
    await compressAll(draft);
    await rename(draft, bundle).catch(async (error: unknown) => {
      if (!(await exists(bundle))) throw error; // otherwise another process was quicker
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return bundle;
}

async function bundleInto(directory: string): Promise<void> {
  const esbuild = await import('esbuild');
  try {
    await esbuild.build({
      absWorkingDir: SOURCES,
      entryPoints: {
        page: './page.tsx',
        'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
        'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
        'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
      },
      outdir: directory,
      bundle: true,
      splitting: true,
      format: 'esm',
      target: 'es2022',
      minify: true,
      legalComments: 'linked',
      define: { 'process.env.NODE_ENV': '"production"' },
      loader: { '.ttf': 'file' },
      // GraphiQL's button that tidies an operation imports these CommonJS forms, whose named exports splitting loses.
      alias: {
        'prettier/parser-babel': 'prettier/plugins/babel',
        'prettier/parser-graphql': 'prettier/plugins/graphql',
      },
      logLevel: 'silent',
    });
  } finally {
    await esbuild.stop(); // its service process would stay for as long as this one
  }
  await copyFile(join(SOURCES, 'icon.svg'), join(directory, 'icon.svg'));
}

async function compressAll(directory: string): Promise<void> {
  const work = (await readdir(directory)).map(async (name) => {
    const path = join(directory, name);
    const bytes = await readFile(path);
    await Promise.all(
      ENCODINGS.map(async ({ extension, compress }) => writeFile(path + extension, await compress(bytes))),
    );
  });
  await Promise.all(work);
}

/** The hash of this folder's files and of the versions that `package.json` asks for. */
async function stamp(): Promise<string> {
  const hash = createHash('sha256');
  for (const name of (await readdir(SOURCES)).sort()) hash.update(`${name}\0${await readFile(join(SOURCES, name))}\0`);
  const project = JSON.parse(await readFile(join(SOURCES, '../../package.json'), 'utf8'));
  const versions = { ...project.dependencies, ...project.devDependencies };
  hash.update(JSON.stringify(PACKAGES.map((name) => [name, versions[name]])));
  return hash.digest('hex').slice(0, 16);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

if (import.meta.main) {
  const directory = process.argv[2];
  if (!directory) throw new Error(`usage: node ${basename(import.meta.filename)} <directory>`);
  process.stdout.write(`${await buildGraphiql(directory)}\n`);
}
