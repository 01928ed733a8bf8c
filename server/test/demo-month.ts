import { buildDemo } from '../src/demo/build-demo.ts';
import { attach } from '../src/throughline.ts';

/** The template of the simulated company as it is after its first month: built once for all tests of a process. */
export const demoMonth = 'demo_month';

/** Makes it in an empty database. */
export async function buildDemoMonth(url: string): Promise<void> {
  const throughline = attach({ url, env: {}, database: 'demo', release: () => Promise.resolve() });
  await buildDemo(throughline, { months: 1 }).finally(() => throughline.close());
}
