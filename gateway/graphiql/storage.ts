/**
 * GraphiQL's share of the browser's storage under a name of our own: on `localhost:4000` another project's GraphiQL
 * may have left its tabs and keys, which have no business here.
 */
const PREFIX = 'trinity:';
const ownKeys = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

export const storage = {
  getItem: (key: string) => localStorage.getItem(PREFIX + key),
  setItem: (key: string, value: string) => localStorage.setItem(PREFIX + key, value),
  removeItem: (key: string) => localStorage.removeItem(PREFIX + key),
  clear: () => {
    for (const key of ownKeys()) localStorage.removeItem(key);
  },
  get length() {
    return ownKeys().length;
  },
};
