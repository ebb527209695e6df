import { HttpRequestConfig } from '@tutti/contract';
import { describe, expect, it } from 'vitest';
import { redirected, wireRequestOf } from './wire-request.ts';

const requestOf = (config: object) =>
  wireRequestOf(HttpRequestConfig.parse({ url: 'http://a.example/x', ...config }));

describe('a request', () => {
  it.each([
    [{}, undefined, undefined],
    [{ method: 'POST', body: 'text' }, 'text', undefined],
    [{ method: 'POST', body: { a: [1] } }, '{"a":[1]}', 'application/json'],
    [{ method: 'POST', body: null }, 'null', 'application/json'],
    [{ method: 'POST', body: 5 }, '5', 'application/json'],
    [
      { method: 'POST', body: {}, headers: { 'Content-Type': 'application/ld+json' } },
      '{}',
      'application/ld+json',
    ],
  ])('%j', (config, body, type) => {
    const request = requestOf(config);
    expect(request.body).toBe(body);
    expect(request.headers['content-type']).toBe(type);
  });

  it('carries a name and password as a header, not in the address', () => {
    const request = requestOf({ url: 'http://us%40er:p%C3%A4ss@a.example/x?q=1' });
    expect(request.url.href).toBe('http://a.example/x?q=1');
    expect(request.headers['authorization']).toBe(`Basic ${Buffer.from('us@er:päss').toString('base64')}`);
    expect(
      requestOf({ url: 'http://u:p@a.example/', headers: { Authorization: 'Bearer t' } }).headers[
        'authorization'
      ],
    ).toBe('Bearer t');
    expect(requestOf({ url: 'http://%zz@a.example/' }).headers['authorization']).toBe(
      `Basic ${Buffer.from('%zz:').toString('base64')}`,
    );
  });
});

describe('a redirect', () => {
  const post = requestOf({
    method: 'POST',
    body: { a: 1 },
    headers: { Authorization: 'Bearer t', Cookie: 'c=1', 'Proxy-Authorization': 'p', 'X-Other': 'o' },
  });

  it.each([
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['POST', 303, 'GET'],
    ['POST', 307, 'POST'],
    ['POST', 308, 'POST'],
    ['PUT', 301, 'PUT'],
    ['PUT', 303, 'GET'],
    ['HEAD', 303, 'HEAD'],
    ['GET', 302, 'GET'],
    ['DELETE', 302, 'DELETE'],
  ])('of %s by %i goes on as %s', (method, status, expected) => {
    const body =
      method === 'GET' || method === 'HEAD' ? {} : { body: 'b', headers: { 'Content-Type': 'text/x' } };
    const next = redirected(requestOf({ method, ...body }), status, '/y');
    expect(next?.method).toBe(expected);
    expect(next?.url.href).toBe('http://a.example/y');
    const keeps = expected === method && 'body' in body;
    expect(next?.body).toBe(keeps ? 'b' : undefined);
    expect(next?.headers['content-type']).toBe(keeps ? 'text/x' : undefined);
  });

  it.each([
    ['/y', true],
    ['http://a.example:80/y', true],
    ['https://a.example/y', false],
    ['http://a.example:81/', false],
    ['//b.example/', false],
    ['http://sub.a.example/', false],
  ])('to %s keeps credentials: %s', (location, keeps) => {
    const headers = redirected(post, 307, location)?.headers ?? {};
    expect('authorization' in headers).toBe(keeps);
    expect('cookie' in headers).toBe(keeps);
    expect('proxy-authorization' in headers).toBe(keeps);
    expect(headers['x-other']).toBe('o');
  });

  it('to no address at all is none', () => {
    expect(redirected(post, 302, 'http://[')).toBeUndefined();
  });
});
