import { createHash, generateKeyPairSync } from 'node:crypto';
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import ssh2 from 'ssh2';

export interface SftpServer {
  readonly port: number;
  /** Its key, as `ssh-keygen -lf` prints it. */
  readonly fingerprint: string;
  password: string;
  close(): Promise<void>;
}

/** A server of files by ssh2 itself, over one folder, for one user. */
export async function openSftpServer(folder: string): Promise<SftpServer> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const key = ssh2.utils.parseKey(privateKey);
  if (key instanceof Error) throw key;
  const { OPEN_MODE: _, STATUS_CODE } = ssh2.utils.sftp;
  const clients = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [privateKey] }, (client) => {
    clients.add(client);
    (client as { setNoDelay?: (value: boolean) => void }).setNoDelay?.(true);
    client.on('close', () => clients.delete(client));
    client.on('error', () => undefined);
    client.on('authentication', (attempt) => {
      if (attempt.method === 'password' && attempt.username === 'reader' && attempt.password === shown.password) attempt.accept();
      else attempt.reject(['password']);
    });
    client.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => serveFiles(acceptSftp(), folder, STATUS_CODE));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const shown: SftpServer = {
    port: (server.address() as AddressInfo).port,
    fingerprint: `SHA256:${createHash('sha256').update(key.getPublicSSH()).digest('base64').replace(/=+$/, '')}`,
    password: 'first-secret',
    close: () =>
      new Promise((resolve) => {
        for (const client of clients) client.end();
        server.close(() => resolve());
      }),
  };
  return shown;
}

function serveFiles(sftp: ssh2.SFTPWrapper, folder: string, code: typeof ssh2.utils.sftp.STATUS_CODE): void {
  const handles = new Map<number, { readonly file?: number; names?: readonly string[] }>();
  let next = 0;
  const handleOf = (value: { readonly file?: number; readonly names?: readonly string[] }) => {
    next += 1;
    handles.set(next, value);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(next);
    return handle;
  };
  const attributes = (path: string) => {
    const { mode, size, atimeMs, mtimeMs, uid, gid } = statSync(path);
    return { mode, size, uid, gid, atime: Math.floor(atimeMs / 1000), mtime: Math.floor(mtimeMs / 1000) };
  };
  const inFolder = (path: string) => join(folder, path.replace(/^\/in\/?/, ''));
  const orFail = (id: number, work: () => void) => {
    try {
      work();
    } catch {
      sftp.status(id, code.NO_SUCH_FILE);
    }
  };
  sftp.on('REALPATH', (id, path) => sftp.name(id, [{ filename: path, longname: path, attrs: {} as never }]));
  for (const event of ['STAT', 'LSTAT'] as const)
    sftp.on(event, (id: number, path: string) => orFail(id, () => sftp.attrs(id, attributes(inFolder(path)))));
  sftp.on('FSTAT', (id) => sftp.status(id, code.OP_UNSUPPORTED));
  sftp.on('OPENDIR', (id, path) => orFail(id, () => sftp.handle(id, handleOf({ names: readdirSync(inFolder(path)) }))));
  sftp.on('READDIR', (id, handle) => {
    const open = handles.get(handle.readUInt32BE());
    const names = open?.names ?? [];
    if (open === undefined || names.length === 0) return sftp.status(id, code.EOF);
    open.names = [];
    sftp.name(
      id,
      names.map((filename) => ({
        filename,
        longname: `-rw-r--r-- 1 a a 1 Jan 1 00:00 ${filename}`,
        attrs: attributes(join(folder, filename)),
      })),
    );
  });
  sftp.on('OPEN', (id, path) => orFail(id, () => sftp.handle(id, handleOf({ file: openSync(inFolder(path), 'r') }))));
  sftp.on('READ', (id, handle, offset, length) => {
    const bytes = Buffer.alloc(length);
    const read = readSync(handles.get(handle.readUInt32BE())?.file ?? -1, bytes, 0, length, offset);
    if (read === 0) sftp.status(id, code.EOF);
    else sftp.data(id, bytes.subarray(0, read));
  });
  sftp.on('CLOSE', (id, handle) => {
    const { file } = handles.get(handle.readUInt32BE()) ?? {};
    if (file !== undefined) closeSync(file);
    handles.delete(handle.readUInt32BE());
    sftp.status(id, code.OK);
  });
}
