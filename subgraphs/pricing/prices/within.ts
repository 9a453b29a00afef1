/** What `promise` resolves to, or a rejection once `ms` milliseconds have passed; the work itself goes on. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const { promise: deadline, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  return Promise.race([promise, deadline]).finally(() => clearTimeout(timer));
}
