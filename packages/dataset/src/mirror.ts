import { DatasetError } from './errors.js';

/**
 * The address of a file at a mirror: its name behind the path of the mirror's address; a query (`?token=...`) stays.
 *
 * @throws {DatasetError} unless the address begins with http:// or https:// and names no user.
 */
export function addressAt(mirror: string, file: string): string {
  const url = URL.canParse(mirror) ? new URL(mirror) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.hostname === '') {
    throw new DatasetError(
      'not fetched',
      `${mirror === '' ? 'an empty text' : mirror}: is no address of a mirror; it begins with http:// or https://, as in ` +
        'https://mirror.example.org/mnist.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new DatasetError(
      'not fetched',
      `${withoutPassword(mirror)}: an address with a user or a password is not fetched; leave them out, or fetch the files ` +
        'by other means and put them into the folder by hand.',
    );
  }
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${file}`;
  return url.href;
}

/** An address as it may be printed. */
export function withoutPassword(address: string): string {
  return address.replace(/(?<=^[a-z]+:\/\/)[^/?#]*@/i, '');
}

/** What is to be said of a proxy that is set where fetch does not ask it; nothing if there is none. */
export function missedProxy(): string {
  const name = PROXIES.find((each) => process.env[each]);
  if (name === undefined || asksProxies()) return '';
  return (
    ` ${name} is set, but is not asked: set NODE_USE_ENV_PROXY=1 (of Node 22 from 22.21 on, of others from 24 on), or fetch ` +
    'the files by other means.'
  );
}

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'] as const;

function asksProxies(): boolean {
  const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
  return process.env.NODE_USE_ENV_PROXY === '1' && (major >= 24 || (major === 22 && minor >= 21));
}
