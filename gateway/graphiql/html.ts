/** The explorer's pages as text. Nothing in them is inline: settings travel in `data-` attributes. */

const TITLE = 'Trinity graph';
const SUBTITLE = 'Live crypto prices, and the business around them, in one GraphQL API';

export interface PageSettings {
  endpoint: string;
  streamEndpoint: string;
  demoKey: string | null;
}

/** The page with GraphiQL; `assets` is the relative path of the bundle. */
export function explorerPage(assets: string, { endpoint, streamEndpoint, demoKey }: PageSettings): string {
  const key = demoKey === null ? '' : ` data-demo-key="${escapeHtml(demoKey)}"`;
  return page(
    `<link rel="icon" type="image/svg+xml" href="${assets}/icon.svg">
    <link rel="stylesheet" href="${assets}/page.css">
    <script type="module" src="${assets}/page.js"></script>`,
    `<header>
      <h1>${TITLE}</h1>
      <p>${SUBTITLE}</p>
      <nav aria-label="Service"><code>${escapeHtml(endpoint)}</code> <a href="health">Health</a></nav>
    </header>
    <main id="explorer" data-endpoint="${escapeHtml(endpoint)}" data-stream-endpoint="${escapeHtml(streamEndpoint)}"${key}>
      <noscript><p>The explorer needs JavaScript. The API itself is at <code>${escapeHtml(endpoint)}</code>.</p></noscript>
    </main>`,
  );
}

/** What `/` says while there is no bundle: that it is being built (and it looks again by itself) or that it failed. */
export function noticePage(state: 'building' | 'failed', endpoint: string): string {
  const building = state === 'building';
  const notice = building
    ? 'The explorer is being built for the first time. This page opens it in a few seconds.'
    : 'The explorer could not be built on this machine; the log says why.';
  return page(
    `${building ? '<meta http-equiv="refresh" content="1">' : ''}<link rel="icon" href="data:,">`,
    `<main>
      <h1>${TITLE}</h1>
      <p role="status">${notice}</p>
      <p>The API is up: <code>${escapeHtml(endpoint)}</code> · <a href="health">Health</a></p>
    </main>`,
  );
}

function page(head: string, body: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${TITLE} explorer</title>
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
