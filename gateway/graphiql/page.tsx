import './workers.ts';
import './page.css';
import { useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { EXAMPLES } from './examples.ts';
import { createFetcher } from './fetcher.ts';
import { storage } from './storage.ts';

const explorer = document.getElementById('explorer') as HTMLElement;
// `endpoint` and `streamEndpoint` are paths; `demoKey` is missing where there is none.
const { endpoint = '', streamEndpoint = '', demoKey } = explorer.dataset;

const yourKey = demoKey
  ? `{\n  "X-API-Key": ${JSON.stringify(demoKey)}\n}`
  : '{\n  // "X-API-Key": "put your key here"\n}';
const headers = {
  demo: yourKey,
  customer: demoKey ? '{\n  "X-API-Key": "demo-pro-7c1f40"\n}' : yourKey,
  admin: '{\n  // "X-Admin-Key": "put the administrator\'s key here"\n}',
};
const tabs = EXAMPLES.map(({ query, variables = '', asks }) => ({
  query,
  variables,
  headers: headers[asks],
}));

/** The page follows the system's theme by its style sheet; the editors have to be told. */
function FollowSystemTheme() {
  const theme = useGraphiQL((state) => state.theme);
  const { setTheme } = useGraphiQLActions();
  useEffect(() => {
    if (theme) return;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setTheme(null);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, [theme, setTheme]);
  return null;
}

createRoot(explorer).render(
  <GraphiQL
    fetcher={createFetcher(endpoint, streamEndpoint)}
    storage={storage}
    defaultTabs={tabs}
    defaultHeaders={yourKey}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders
    inputValueDeprecation
    schemaDescription
    {...(innerWidth >= 1400 && { visiblePlugin: 'Documentation Explorer' })}
  >
    <GraphiQL.Logo>
      <span />
    </GraphiQL.Logo>
    <FollowSystemTheme />
  </GraphiQL>,
);
