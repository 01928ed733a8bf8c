/**
 * Asks for many things at once what is asked for one by one, without a timer: what is asked for while a question is on its way goes with the
 * next. So an answer is never older than the asking, and however many ask, one connection is enough.
 *
 * @param load Answers some keys, each once, in their order.
 */
export function gathered<K, V>(load: (keys: readonly K[]) => Promise<readonly V[]>, most: number): (key: K) => Promise<V> {
  let waiting = new Map<K, Asking<V>>();
  let isRunning = false;
  const run = async () => {
    // What is asked for in the same turn of the event loop goes together.
    await null;
    while (waiting.size > 0) {
      const [now, later] = [[...waiting].slice(0, most), [...waiting].slice(most)];
      waiting = new Map(later);
      try {
        const values = await load(now.map(([key]) => key));
        for (const [index, [, asking]] of now.entries()) asking.resolve(values[index] as V);
      } catch (error) {
        for (const [, asking] of now) asking.reject(error);
      }
    }
    isRunning = false;
  };
  return (key) => {
    const asked = waiting.get(key);
    if (asked !== undefined) return asked.promise;
    const asking: Asking<V> = Promise.withResolvers<V>();
    waiting.set(key, asking);
    if (!isRunning) {
      isRunning = true;
      void run();
    }
    return asking.promise;
  };
}

type Asking<V> = PromiseWithResolvers<V>;
