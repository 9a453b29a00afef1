/** An exchange of the tests' own: a real WebSocket server on loopback whose every connection a test can drive. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface LocalExchange {
  url: string;
  /** The nth connection that a client opened, from 0; waits for it. */
  client(index: number): Promise<LocalClient>;
  /** How many connections there were. */
  count(): number;
  stop(): Promise<void>;
}

export interface LocalClient {
  socket: WebSocket;
  /** The nth message that the client sent, from 0; waits for it. */
  message(index: number): Promise<string>;
  /** Sends the frames and waits until the client has handled all of them: it answers a ping that comes after. */
  send(...frames: (string | Buffer)[]): Promise<void>;
}

/** A list that can be asked for what is not there yet. */
class Arrivals<Item> {
  readonly items: Item[] = [];
  readonly #waiting: (() => void)[] = [];

  add(item: Item): void {
    this.items.push(item);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  async at(index: number): Promise<Item> {
    while (this.items.length <= index) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return this.items[index] as Item;
  }
}

export async function startExchange(): Promise<LocalExchange> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const clients = new Arrivals<LocalClient>();
  server.on('connection', (socket) => {
    const messages = new Arrivals<string>();
    socket.on('message', (data) => messages.add(String(data)));
    clients.add({
      socket,
      message: (index) => messages.at(index),
      send: async (...frames) => {
        for (const frame of frames) socket.send(frame);
        socket.ping();
        await once(socket, 'pong');
      },
    });
  });
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client: (index) => clients.at(index),
    count: () => clients.items.length,
    stop: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
