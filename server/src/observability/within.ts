/** Something took longer than it may. */
export class TookTooLong extends Error {}

/** Rejects with `TookTooLong` when the work takes longer; what it goes on to do is not heard. */
export async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new TookTooLong(`It took longer than ${milliseconds} ms`)), milliseconds);
  try {
    return await Promise.race([work(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
