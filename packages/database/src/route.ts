import type pg from 'pg';

/**
 * The servers a connection may lead to. libpq lets a URL name several hosts and ask for the writable one
 * (`target_session_attrs=read-write`); pg takes a single host, so the choice is made here: stay with the one that
 * worked, move on when it fails.
 */
export class Route {
  readonly mustWrite: boolean;
  readonly #hosts: pg.ClientConfig[];
  #index = 0;

  constructor(connection: pg.ClientConfig) {
    const { hosts, mustWrite } = splitHosts(connection);
    this.#hosts = hosts;
    this.mustWrite = mustWrite;
  }

  get size(): number {
    return this.#hosts.length;
  }

  current(): { index: number; config: pg.ClientConfig } {
    return { index: this.#index, config: this.#hosts[this.#index] ?? {} };
  }

  /** Several attempts on one host may fail together: only the first moves the route. */
  failed(index: number): void {
    if (index === this.#index) this.#index = (index + 1) % this.#hosts.length;
  }
}

const URL_PARTS = /^(postgres(?:ql)?:\/\/(?:[^@/?]*@)?)([^/?]*)([^?]*)(?:\?(.*))?$/;

function splitHosts(connection: pg.ClientConfig): { hosts: pg.ClientConfig[]; mustWrite: boolean } {
  const parts = connection.connectionString?.match(URL_PARTS);
  if (!parts) return { hosts: [connection], mustWrite: false };
  const [, start = '', hostList = '', path = '', query = ''] = parts;
  const params = new URLSearchParams(query);
  const wanted = params.get('target_session_attrs');
  params.delete('target_session_attrs');
  const rest = params.size > 0 ? `?${params.toString()}` : '';
  const hosts = hostList.split(',').map((host) => ({
    ...connection,
    connectionString: `${start}${host}${path}${rest}`,
  }));
  return { hosts, mustWrite: wanted === 'read-write' || wanted === 'primary' };
}
