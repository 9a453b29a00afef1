/** The explorer page at `/`: GraphiQL out of our own files, bundled when the bundle of these sources is missing. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { buildGraphiql, ENCODINGS } from './graphiql/build.ts';
import { explorerPage, noticePage } from './graphiql/html.ts';

export interface GraphiqlOptions {
  /** Path of the GraphQL endpoint. */
  endpoint: string;
  /** Path that answers subscriptions as server-sent events; `<endpoint>/stream` by default. */
  streamEndpoint?: string;
  /** The key that the Headers pane starts with; null shows where to put one's own. */
  demoKey: string | null;
  /** Where bundles are kept, such as `<DATA_DIR>/graphiql`; made when missing. */
  bundleDirectory: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * Everything comes from this origin and nothing inline runs. Styles are the one exception: the Monaco editor writes its
 * theme into style elements and positions each line by a style attribute, and can give neither a nonce. The style
 * sheet of GraphiQL carries its fonts and a few small images as data.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** A bundle whose files may be served; the names come from its folder, so no request can name anything else. */
interface Bundle {
  directory: string;
  files: ReadonlySet<string>;
}

/**
 * Serves the explorer at `/` and its files below `/graphiql/`. Building takes some seconds and holds nobody up: until it
 * is done the page says so and reloads itself; where it fails (no development packages) the page says that instead.
 */
export async function graphiqlPage(app: FastifyInstance, options: GraphiqlOptions): Promise<void> {
  const { endpoint, streamEndpoint = `${endpoint}/stream`, demoKey } = options;
  let bundle: Bundle | 'building' | 'failed' = 'building';

  const built = buildGraphiql(options.bundleDirectory)
    .then(async (directory) => {
      bundle = { directory, files: new Set(await readdir(directory)) };
    })
    .catch((error: unknown) => {
      bundle = 'failed';
      // Ctrl-C reaches the bundler too, which ends with an error then.
      if (!closing) app.log.warn({ err: error }, 'the explorer page could not be built');
    });
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onClose', () => built);

  app.get('/', (_request, reply) => {
    secure(reply).header('cache-control', 'no-cache').type('text/html; charset=utf-8');
    if (typeof bundle === 'string') return reply.send(noticePage(bundle, endpoint));
    return reply.send(explorerPage(`graphiql/${basename(bundle.directory)}`, { endpoint, streamEndpoint, demoKey }));
  });

  app.get<{ Params: { bundle: string; file: string } }>('/graphiql/:bundle/:file', async (request, reply) => {
    const { file } = request.params;
    const type = CONTENT_TYPES[extname(file)];
    if (typeof bundle === 'string' || request.params.bundle !== basename(bundle.directory)) return reply.callNotFound();
    if (!type || !bundle.files.has(file)) return reply.callNotFound();
    const encoding = ENCODINGS.find(({ name }) => accepts(request.headers['accept-encoding'], name));
    if (encoding) reply.header('content-encoding', encoding.name);
    secure(reply)
      .header('vary', 'accept-encoding')
      // The path holds the hash of what the files are made of.
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type(type);
    return reply.send(await readFile(join(bundle.directory, file + (encoding?.extension ?? ''))));
  });
}

/** Workers and the page alike obey the policy of their own response, so every response carries it. */
function secure(reply: FastifyReply): FastifyReply {
  return reply
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('cross-origin-resource-policy', 'same-origin')
    .header('referrer-policy', 'no-referrer');
}

function accepts(header: string | string[] | undefined, encoding: string): boolean {
  return String(header ?? '')
    .split(',')
    .some((offer) => {
      const [name, ...parameters] = offer.trim().split(/\s*;\s*/);
      return name === encoding && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    });
}
