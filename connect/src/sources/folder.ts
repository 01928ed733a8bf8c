import { createReadStream } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import Type from 'typebox';
import { ConnectorError } from '../source/connector-error.ts';
import type { Connector } from '../source/contract.ts';
import { type FileSettings, type FileStore, fileSettings, filesSource } from './files.ts';

/** A folder of this machine. */
export const folder: Connector = {
  kind: 'folder',
  title: 'Folder of this machine',
  settings: Type.Object(fileSettings, { additionalProperties: false }),
  auth: ['none'],
  faults: ({ path }) =>
    isAbsolute(String(path)) ? [] : [{ place: 'path', message: 'it begins nowhere', expected: 'an absolute path' }],
  source(settings) {
    const { path } = settings as unknown as FileSettings;
    return filesSource(settings as unknown as FileSettings, async () => storeOf(path));
  },
};

function storeOf(path: string): FileStore {
  const unreadable = (name: string, cause: unknown) =>
    new ConnectorError('file-unreadable', {
      place: name,
      detail: `${name} (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`,
      cause,
    });
  return {
    async list() {
      try {
        const names = await readdir(path);
        const found = await Promise.all(
          names.map(async (name) => {
            const stat = await lstat(join(path, name)).catch(() => undefined);
            // Links may lead anywhere. Whatever changes a file changes its ctime, also where its mtime is kept.
            return stat?.isFile() === true ? [{ name, size: stat.size, modified: Math.max(stat.mtimeMs, stat.ctimeMs) }] : [];
          }),
        );
        return found.flat();
      } catch (cause) {
        throw unreadable(path, cause);
      }
    },
    async *read(name) {
      try {
        yield* createReadStream(join(path, name)) as AsyncIterable<Buffer>;
      } catch (cause) {
        throw unreadable(join(path, name), cause);
      }
    },
    close: async () => undefined,
  };
}
