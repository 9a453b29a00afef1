import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cache, CacheUnavailable } from '../../platform/cache.ts';
import { connectValkey } from '../../platform/valkey.ts';
import { logLines } from '../support/log-lines.ts';
import { startTestValkey } from '../support/private-valkey.ts';

const AWAY = 'the cache is away; going on without it';
const BACK = 'the cache is back';

const started = await startTestValkey();
function withServer(name: string, tests: () => void): void {
  if (started) describe(name, tests);
  else describe.skip(`${name} (neither valkey-server nor redis-server is on PATH)`, tests);
}
// The tests that use it are skipped where there is none.
const valkey = started as NonNullable<typeof started>;
afterAll(() => started?.stop());

const opened: Cache[] = [];
function open(url: string = valkey.url) {
  const watched = logLines();
  const cache = connectValkey(url, { log: watched.log, commandTimeoutMs: 100 });
  opened.push(cache);
  return { cache, ...watched };
}

beforeEach(() => started?.ask('FLUSHALL'));
afterEach(async () => {
  await Promise.all(opened.splice(0).map((cache) => cache.close()));
});

/** How long `command` took to be refused, in milliseconds. */
async function refusal(command: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await expect(command).rejects.toBeInstanceOf(CacheUnavailable);
  return performance.now() - start;
}

/** Publishes until a message arrives, which proves a subscription to be in force again. */
async function untilDelivered(publisher: Cache, channel: string, received: string[]): Promise<void> {
  const before = received.length;
  while (received.length === before) {
    await publisher.publish(channel, 'again').catch(() => {});
    await nextTurn();
  }
}

/** Every operation, each with what a caller would give it. */
function everyOperation(cache: Cache): Promise<unknown>[] {
  const entries = [{ key: 'h', field: 'f', value: '1' }];
  return [
    cache.readHashes(['h']),
    cache.writeHashFields(entries),
    cache.writeHashFields(entries, [0, 1]),
    cache.read(['t']),
    cache.write('t', '1', 60),
    cache.remove(['h', 't']),
    cache.publish('c', '1'),
    cache.subscribe('c', () => {}),
    cache.ping(),
  ];
}

withServer('Valkey: round trips', () => {
  async function scriptCalls(): Promise<number> {
    const stats = String(await valkey.ask('INFO', 'commandstats'));
    return [...stats.matchAll(/^cmdstat_eval(?:sha)?:calls=(\d+)/gm)].reduce(
      (sum, [, calls]) => sum + Number(calls),
      0,
    );
  }

  test('a turn of reads is one command, and so is a list of writes', async () => {
    const { cache } = open();
    const entries = Array.from({ length: 100 }, (_, index) => ({ key: `k${index}`, field: 'f', value: `${index}` }));
    const before = await scriptCalls();
    await cache.writeHashFields(entries);
    expect(await scriptCalls()).toBe(before + 1);
    await cache.writeHashFields(entries, [0, 1]);
    expect(await scriptCalls()).toBe(before + 2);
    const answers = await Promise.all(entries.map(({ key }) => cache.readHashes([key, 'k0'])));
    expect(await scriptCalls()).toBe(before + 3);
    expect(answers[42]).toEqual([{ f: '42' }, { f: '0' }]);
  });

  test('many thousand keys fit into one', async () => {
    const { cache } = open();
    const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}`);
    expect((await cache.readHashes(keys)).length).toBe(20_000);
  });

  test('scripts that the server forgot are sent again', async () => {
    const { cache } = open();
    await cache.readHashes(['a']);
    await valkey.ask('SCRIPT', 'FLUSH');
    expect(await cache.readHashes(['a'])).toEqual([{}]);
  });

  test('what the server refuses costs nobody else their answer, and is not repeated in the log', async () => {
    const { cache, messages } = open();
    await valkey.ask('SET', 'text', 'x');
    await expect(cache.readHashes(['text'])).rejects.toThrow(/^the cache refused: .*WRONGTYPE/);
    expect(await cache.readHashes(['a'])).toEqual([{}]);
    expect(messages()).toEqual([]);
  });
});

withServer('Valkey: faults', () => {
  test('paused under load: every call settles in time, then it recovers by itself', async () => {
    const { cache, lines, messages, until } = open();
    await cache.writeHashFields([{ key: 'h', field: 'f', value: '1' }]);
    const waits: number[] = [];
    let answered = 0;
    let running = true;
    async function caller(): Promise<void> {
      while (running) {
        const start = performance.now();
        await cache.readHashes(['h']).then(
          () => answered++,
          (error) => expect(error).toBeInstanceOf(CacheUnavailable),
        );
        waits.push(performance.now() - start);
        await nextTurn();
      }
    }
    const load = Array.from({ length: 20 }, caller);
    while (answered < 500) await nextTurn();
    valkey.pause();
    await until(AWAY);
    const during = everyOperation(cache);
    expect(Math.max(...(await Promise.all(during.map(refusal))))).toBeLessThan(50);
    valkey.resume();
    await until(BACK);
    const answeredBefore = answered;
    while (answered < answeredBefore + 500) await nextTurn();
    running = false;
    await Promise.all(load);
    expect(Math.max(...waits)).toBeLessThan(200);
    expect(messages()).toEqual([AWAY, BACK]);
    expect(lines[0]).toMatchObject({ level: 40, reason: 'Command timed out' });
  });

  test('killed: refused at once; restarted on the same socket: everything is back, subscriptions too', async () => {
    const { cache, messages, until } = open();
    const received: string[] = [];
    await cache.subscribe('c', (message) => received.push(message));
    await cache.publish('c', 'first');
    const inFlight = everyOperation(cache).map((operation) => operation.catch((error) => error));
    valkey.kill();
    await until(AWAY);
    for (const outcome of await Promise.all(inFlight)) {
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(CacheUnavailable);
    }
    expect(Math.max(...(await Promise.all(everyOperation(cache).map(refusal))))).toBeLessThan(50);
    await valkey.restart();
    await until(BACK);
    expect(await cache.readHashes(['h'])).toEqual([{}]);
    await untilDelivered(cache, 'c', received);
    expect(messages()).toEqual([AWAY, BACK]);
  });

  test('a subscription that was lost says so once it is in force again, and not before', async () => {
    const { cache } = open();
    const again = Promise.withResolvers<void>();
    let gaps = 0;
    const received: string[] = [];
    const leave = await cache.subscribe(
      'c',
      (message) => received.push(message),
      () => {
        gaps++;
        again.resolve();
      },
    );
    await cache.publish('c', 'first');
    while (received.length === 0) await nextTurn();
    expect(gaps).toBe(0);
    await valkey.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await again.promise;
    await cache.publish('c', 'second');
    while (received.length === 1) await nextTurn();
    expect(received).toEqual(['first', 'second']);
    const told = Promise.withResolvers<void>();
    await cache.subscribe('c', () => {}, told.resolve);
    await leave();
    await valkey.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await told.promise;
    expect(gaps).toBe(1); // whoever left is not told
  });

  test('a server that is not there yet is found once it is', async () => {
    valkey.kill();
    const { cache, messages, until } = open();
    expect(await refusal(cache.readHashes(['h']))).toBeLessThan(150);
    await until(AWAY);
    await valkey.restart();
    await until(BACK);
    await cache.ping();
    expect(messages()).toEqual([AWAY, BACK]);
  });

  test('our own busy event loop is no outage', async () => {
    const { cache, messages } = open();
    await cache.ping();
    const read = cache.readHashes(['h']);
    await nextTurn();
    const busyUntil = performance.now() + 150;
    while (performance.now() < busyUntil);
    await refusal(read);
    while (
      !(await cache.ping().then(
        () => true,
        () => false,
      ))
    )
      await nextTurn();
    expect(messages()).toEqual([]);
  });

  test('closed: refuses, leaves no connection behind, and says nothing', async () => {
    const { cache, messages } = open();
    await cache.subscribe('c', () => {});
    await cache.close();
    await Promise.all(everyOperation(cache).map(refusal));
    expect(String(await valkey.ask('INFO', 'clients'))).toMatch(/^connected_clients:1\r$/m);
    expect(messages()).toEqual([]);
  });
});

withServer('Valkey: over TCP', () => {
  /** A TCP port in front of the server's socket; `freeze` is a network that loses everything on existing connections. */
  async function listen() {
    const sockets = new Set<Socket>();
    const server = createServer((near) => {
      const far = connect(decodeURIComponent(new URL(valkey.url).pathname));
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return {
      host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
      freeze: () => {
        for (const socket of sockets) socket.unpipe().pause();
      },
      stop: async () => {
        for (const socket of sockets) socket.destroy();
        await once(server.close(), 'close');
      },
    };
  }

  test('password and database come from the address, whichever of its names the protocol has', async () => {
    const port = await listen();
    await valkey.ask('ACL', 'SETUSER', 'reader', 'on', '>s3cret', '~*', '&*', '+@all');
    await open(`${valkey.url}?db=2`).cache.write('where', 'database 2', 60);
    for (const protocol of ['redis', 'valkey']) {
      const { cache } = open(`${protocol}://reader:s3cret@${port.host}/2`);
      expect(await cache.read(['where'])).toEqual(['database 2']);
    }
    await port.stop();
  });

  test('a wrong password is an outage, and stays out of the log', async () => {
    const port = await listen();
    const { cache, lines, until } = open(`redis://reader:wr0ng-passw0rd@${port.host}`);
    await refusal(cache.ping());
    await until(AWAY);
    expect(JSON.stringify(lines)).toMatch(/WRONGPASS/);
    expect(JSON.stringify(lines)).not.toMatch(/wr0ng-passw0rd/);
    await cache.close();
    await port.stop();
  });

  test('a network that loses everything without a word: new connections, for subscriptions too', async () => {
    const port = await listen();
    const { cache, until } = open(`redis://${port.host}`);
    const received: string[] = [];
    await cache.subscribe('c', (message) => received.push(message));
    port.freeze();
    await refusal(cache.readHashes(['h']));
    await until(BACK);
    await untilDelivered(cache, 'c', received);
    await cache.close();
    await port.stop();
  });
});
