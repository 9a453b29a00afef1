/** The real gateway with its explorer, and prices that move, for as long as a test needs them. */
import { syncDemoKey } from '../../subgraphs/identity/keys.ts';
import { priceStore } from '../../subgraphs/pricing/prices.ts';
import { startTestGateway } from '../support/gateway.ts';
import { testServices } from '../support/services.ts';

export interface Explorer {
  url: string;
  close(): Promise<void>;
}

/** Serves the explorer with its bundle out of `bundleDirectory` on a free port of the loopback. */
export async function startExplorer(bundleDirectory: string, demoKey: string | null): Promise<Explorer> {
  const services = await testServices({
    settings: { GRAPHIQL_DIR: bundleDirectory, DEMO_KEY: demoKey ? 'on' : 'off' },
  });
  await syncDemoKey(services.database, demoKey !== null);
  const gateway = await startTestGateway(services, 'together', { graphiql: true });
  const { writer } = priceStore(services);
  let trades = 0;
  const market = setInterval(() => {
    const now = new Date().toISOString().replace('Z', '000Z');
    trades += 1;
    for (const asset of ['BTC', 'ETH']) {
      writer.accept({ asset, price: `6400${trades}.50`, source: 'coinbase-ws', observedAt: now, receivedAt: now });
    }
  }, 100);
  return {
    url: new URL('/', gateway.url).origin,
    close: async () => {
      clearInterval(market);
      await writer.stop();
      await gateway.stop();
      await services.stop();
    },
  };
}
