// Completes package-lock.json after `npm install`. npm leaves out the optional binaries of platforms whose package the
// registry did not serve at that moment, and then `npm ci` calls the lock out of sync. Their name says system and processor.
import { readFileSync, writeFileSync } from 'node:fs';

type LockEntry = {
  version?: string;
  optionalDependencies?: Record<string, string>;
  os?: string[];
  cpu?: string[];
  optional?: boolean;
  dev?: boolean;
  license?: string;
  libc?: string[];
};

const path = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockEntry> };
const systems: Record<string, string> = { windows: 'win32', win: 'win32' };
let added = 0;

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`node_modules/${name}`] !== undefined) continue;
    const match = /(android|darwin|freebsd|linux|win32|windows|win)-(x64|arm64|arm)(-musl)?$/.exec(name);
    if (match === null) throw new Error(`${name} does not name its platform: add it to the lock by hand`);
    const [, system = '', cpu = '', musl] = match;
    const libc = system === 'linux' && musl !== undefined ? { libc: ['musl'] } : {};
    const dev = entry.dev === true ? { dev: true } : {};
    lock.packages[`node_modules/${name}`] = {
      version,
      // They are of the same project as the package that names them.
      ...(entry.license === undefined ? {} : { license: entry.license }),
      optional: true,
      ...dev,
      os: [systems[system] ?? system],
      cpu: [cpu],
      ...libc,
    };
    added += 1;
  }
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added to package-lock.json`);
