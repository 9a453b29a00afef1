import type { Redis } from 'ioredis';
import { Channels, type Listener } from './channels.ts';
import type { Log } from './log.ts';

export interface Subscriptions {
  /** @throws whatever the connection says when the server does not confirm in time; the listener is then forgotten. */
  add(channel: string, listener: Listener, onReconnected?: () => void): Promise<() => Promise<void>>;
  /** Reconnects if the connection, which is silent by nature, turns out to be dead. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Subscriptions over a connection of their own, made by `connect` when the first is asked for. However many listeners a
 * channel has, the server sees one subscription.
 */
export function createSubscriptions(connect: () => Redis, log: Log): Subscriptions {
  const channels = new Channels(log);
  /** Those of the same channels who want to know that something may have been missed. */
  const gaps = new Channels(log);
  /** The server's confirmation of each channel; shared by all its listeners. */
  const confirmations = new Map<string, Promise<unknown>>();
  let connection: Redis | undefined;

  function open(): Redis {
    const opened = connect();
    opened.on('message', (channel: string, message: string) => channels.deliver(channel, message));
    // The command connection reports outages; this one only has to come back.
    opened.on('error', (error) => log.debug({ reason: error.message }, 'the subscription connection failed'));
    // The first time, what was asked for meanwhile is on its way; after that, all of it has to be asked for again.
    opened.once('ready', () => opened.on('ready', () => resubscribe(opened)));
    return opened;
  }

  function resubscribe(server: Redis): void {
    const names = channels.names();
    if (names.length === 0) return;
    server.subscribe(...names).then(
      () => {
        for (const name of names) gaps.deliver(name, '');
      },
      () => restart(server),
    );
  }

  function restart(stuck: Redis): void {
    if (stuck.status === 'ready') stuck.disconnect(true);
  }

  return {
    add: async (channel, listener, onReconnected = () => {}) => {
      connection ??= open();
      const server = connection;
      const removeListener = channels.add(channel, listener);
      const removeOnReconnected = gaps.add(channel, onReconnected);
      const remove = async () => {
        removeListener();
        removeOnReconnected();
        if (channels.has(channel) || !confirmations.delete(channel)) return;
        // Unheard, it would do no harm: the channel is not subscribed to again after a reconnect.
        await server.unsubscribe(channel).catch(() => {});
      };
      let confirmation = confirmations.get(channel);
      if (!confirmation) {
        confirmation = server.subscribe(channel);
        confirmations.set(channel, confirmation);
      }
      try {
        await confirmation;
      } catch (error) {
        await remove();
        throw error;
      }
      return remove;
    },
    check: async () => {
      const server = connection;
      if (server?.status === 'ready') await server.ping().then(undefined, () => restart(server));
    },
    close: async () => {
      await connection?.quit().catch(() => {});
      connection?.disconnect();
    },
  };
}
