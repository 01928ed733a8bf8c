import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { connect, isIP, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { ConnectorError } from './connector-error.ts';

export type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;

/**
 * Connections to other machines. Addresses of this machine and of networks inside (loopback, private, link-local, which has the metadata of
 * clouds, and whatever else is not public) are refused, after the name has been resolved and on the very address that is connected to.
 */
export interface Network {
  /** For clients that resolve by themselves: gives only addresses that may be connected to. */
  lookup(hostname: string, options: LookupOptions, callback: LookupCallback): void;
  /** The address of a host that may be connected to. @throws ConnectorError host-refused, unreachable */
  resolve(hostname: string): Promise<string>;
  /** A host that is written as an address is never looked up. @throws ConnectorError host-refused */
  requireLiteral(hostname: string): void;
  /** A connected socket. @throws ConnectorError host-refused, unreachable, timed-out */
  connect(target: { readonly host: string; readonly port: number; readonly timeoutMs: number }): Promise<Socket>;
}

export interface NetworkOptions {
  /** The hosts inside that the declaration names. */
  readonly allowInside: readonly string[];
  /** The hosts inside that the operator allows (THROUGHLINE_CONNECT_INSIDE); `*`: all that declarations name. */
  readonly operatorAllows: readonly string[];
}

export function networkOf({ allowInside, operatorAllows }: NetworkOptions): Network {
  const declared = new Set(allowInside.map(plainHost));
  const agreed = new Set(operatorAllows.map(plainHost));
  const allowed = (host: string) => declared.has(host) && (agreed.has('*') || agreed.has(host));
  const refused = (host: string) =>
    new ConnectorError('host-refused', { place: host, detail: host, expected: 'a public address, or a host that is allowed' });
  const mayConnect = (host: string, address: string) => isPublic(address) || allowed(plainHost(host));
  const requireLiteral = (hostname: string) => {
    const host = plainHost(hostname);
    if (isIP(host) !== 0 && !mayConnect(host, host)) throw refused(host);
  };
  const network: Network = {
    requireLiteral,
    lookup(hostname, options, callback) {
      lookup(hostname, { ...options, all: true }, (error, addresses) => {
        if (error !== null) return callback(error, '');
        const [first] = addresses;
        // One address inside among public ones is no accident: the name is refused as a whole.
        if (first === undefined || addresses.some(({ address }) => !mayConnect(hostname, address)))
          return callback(refused(plainHost(hostname)), '');
        if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      });
    },
    resolve(hostname) {
      const host = plainHost(hostname);
      if (isIP(host) !== 0) {
        if (!mayConnect(host, host)) return Promise.reject(refused(host));
        return Promise.resolve(host);
      }
      return new Promise((resolve, reject) => {
        network.lookup(host, {}, (error, address) => {
          if (error === null && typeof address === 'string') resolve(address);
          else reject(error instanceof ConnectorError ? error : unreachable(host, error));
        });
      });
    },
    async connect({ host, port, timeoutMs }) {
      const address = await network.resolve(host);
      return new Promise((resolve, reject) => {
        const socket = connect({ host: address, port, timeout: timeoutMs, noDelay: true });
        const fail = (error: ConnectorError) => {
          socket.destroy();
          reject(error);
        };
        socket.once('timeout', () => fail(new ConnectorError('timed-out', { place: `${host}:${port}` })));
        socket.once('error', (error) => fail(unreachable(`${host}:${port}`, error)));
        socket.once('connect', () => {
          socket.setTimeout(0);
          socket.removeAllListeners('timeout').removeAllListeners('error');
          resolve(socket);
        });
      });
    },
  };
  return network;
}

export function unreachable(place: string, cause: unknown): ConnectorError {
  const { code, message } = (cause ?? {}) as NodeJS.ErrnoException;
  return new ConnectorError('unreachable', { place, detail: `${place} (${code ?? message ?? 'no address'})`, cause });
}

const plainHost = (host: string) => host.replace(/^\[|\]$/g, '').toLowerCase();

/** Of the whole internet, and nothing special. An IPv4 address within an IPv6 one counts as what it is. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  return ipaddr.process(address).range() === 'unicast';
}
