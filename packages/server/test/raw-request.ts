import http from 'node:http';

export interface RawAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test asserts what it expects of it
  body: any;
}

/** A request with exactly these headers, for tests: fetch sets Host, Origin and Content-Type by itself. */
export function rawRequest(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: options.method ?? 'GET', headers: options.headers, agent: false },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (piece: string) => (text += piece));
        answer.on('end', () => {
          const json = answer.headers['content-type']?.includes('json') && text !== '';
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: json ? JSON.parse(text) : text,
          });
        });
      },
    );
    // An upgrade that is accepted has no body to wait for.
    request.on('upgrade', (answer, socket) => {
      socket.destroy();
      resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: '' });
    });
    request.on('error', reject);
    request.end(options.body);
  });
}
