import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { ConnectorError } from './connector-error.ts';

type Settings = Readonly<Record<string, string | undefined>>;

/** Reads a secret by its name, `path/of/the/secret#field`. @throws ConnectorError secret-missing, unreachable */
export type Vault = (name: string) => Promise<string>;

const timeoutMs = 5000;
const answerBytesMax = 65_536;
const fieldDefault = 'value';
const mountDefault = 'secret';
const namePattern = /^(?!.*(?:^|\/)\.{1,2}(?:\/|#|$))([A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*)(?:#([A-Za-z0-9_.-]+))?$/;
const vaults = new WeakMap<Settings, Vault>();

/**
 * The operator's vault, by the environment: with THROUGHLINE_VAULT_URL one that speaks the HTTP API of HashiCorp Vault (KV version 2), to which a token signs
 * in that lies in the file THROUGHLINE_VAULT_TOKEN_FILE; with THROUGHLINE_VAULT_COMMAND a program that is given the name and writes the secret. Both are
 * asked at each use, so that what was rotated counts at once; those who ask for the same at the same time share one answer. `undefined`: there is none.
 */
export function vaultOf(env: Settings): Vault | undefined {
  const known = vaults.get(env);
  if (known !== undefined) return known;
  const ask = askerOf(env);
  if (ask === undefined) return undefined;
  const underWay = new Map<string, Promise<string>>();
  const vault: Vault = (name) => {
    const found = underWay.get(name) ?? ask(name).finally(() => underWay.delete(name));
    underWay.set(name, found);
    return found;
  };
  vaults.set(env, vault);
  return vault;
}

function askerOf(env: Settings): Vault | undefined {
  const url = env['THROUGHLINE_VAULT_URL'] ?? '';
  const command = env['THROUGHLINE_VAULT_COMMAND'] ?? '';
  if (url !== '') return byHttp(url, env);
  return command === '' ? undefined : byCommand(command);
}

/** What a vault says is in no error: it may be the secret. */
function missing(name: string, detail: string): ConnectorError {
  const place = `vault:${name}`;
  return new ConnectorError('secret-missing', { place, detail: `${place}: ${detail}` });
}

/** It may answer later. */
function away(name: string, detail: string): ConnectorError {
  const place = `vault:${name}`;
  return new ConnectorError('unreachable', { place, detail: `${place}: ${detail}` });
}

function partsOf(name: string): { readonly path: string; readonly field: string } {
  const [, path, field = fieldDefault] = namePattern.exec(name) ?? [];
  if (path === undefined) throw missing(name, 'it is no name of a secret, such as parcels/api#token');
  return { path, field };
}

/** `GET /v1/<mount>/data/<path>`: `{ "data": { "data": { "<field>": "…" }, "metadata": { … } } }`. */
function byHttp(address: string, env: Settings): Vault {
  const { THROUGHLINE_VAULT_MOUNT: mount = mountDefault, THROUGHLINE_VAULT_NAMESPACE: namespace } = env;
  return async (name) => {
    const { path, field } = partsOf(name);
    const url = addressOf(address, `v1/${mount}/data/${path}`, name);
    const token = await tokenOf(env, name);
    const headers = { 'x-vault-token': token, ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }) };
    const answer = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) }).catch(() => {
      throw away(name, 'the vault does not answer');
    });
    const text = await bounded(answer, name);
    if (answer.status === 429 || answer.status >= 500) throw away(name, `the vault answered ${answer.status}`);
    if (answer.status !== 200) throw missing(name, `the vault answered ${answer.status}`);
    const value = valueIn(text, field);
    if (value === undefined) throw missing(name, `the secret has no text in the field ${field}`);
    return value;
  };
}

/** A token goes over a network only where nobody can read it. */
function addressOf(address: string, path: string, name: string): URL {
  const url = URL.canParse(address) ? new URL(path, address.endsWith('/') ? address : `${address}/`) : undefined;
  const isOwn = url !== undefined && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwn)) return url;
  throw missing(name, 'THROUGHLINE_VAULT_URL is no https:// address');
}

async function tokenOf(env: Settings, name: string): Promise<string> {
  const file = env['THROUGHLINE_VAULT_TOKEN_FILE'] ?? '';
  const token = await readFile(file, 'utf8').catch(({ code }: NodeJS.ErrnoException) => {
    throw missing(name, `the token of the vault cannot be read (THROUGHLINE_VAULT_TOKEN_FILE): ${code}`);
  });
  if (!/^[\x21-\x7e]{1,8192}$/.test(token.trim())) throw missing(name, 'the token of the vault is empty, or none');
  return token.trim();
}

async function bounded(answer: Response, name: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > answerBytesMax) break;
      chunks.push(chunk);
    }
  } catch {
    throw away(name, 'the answer of the vault broke off');
  }
  if (bytes > answerBytesMax) throw missing(name, `the vault answered more than ${answerBytesMax} bytes`);
  return Buffer.concat(chunks).toString('utf8');
}

function valueIn(text: string, field: string): string | undefined {
  try {
    const { data } = JSON.parse(text) as { readonly data?: { readonly data?: Readonly<Record<string, unknown>> | null } };
    const fields = data?.data ?? {};
    const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A program, without a shell: it is given the name, and writes the secret to its standard output. */
function byCommand(command: string): Vault {
  return async (name) => {
    partsOf(name);
    const options = { timeout: timeoutMs, maxBuffer: answerBytesMax, windowsHide: true };
    const said = await new Promise<string>((resolve, reject) => {
      execFile(command, [name], options, (error, stdout) => {
        if (error === null) return resolve(stdout);
        // What it wrote is not repeated: neither in words nor as a cause.
        const { code, killed } = error;
        reject(missing(name, `THROUGHLINE_VAULT_COMMAND ${killed === true ? 'took too long' : `ended with ${code}`}`));
      });
    });
    return said.replace(/\r?\n$/, '');
  };
}
