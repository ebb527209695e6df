import { API_VERSION, TuttiError, api } from '@tutti/contract';
import type { Route } from '@tutti/contract';
import { addressesOf } from './api-routes.ts';

interface Address {
  pattern: RegExp;
  method: string;
}

/** Tells a wrong method from an unknown address. Only asked once no route matched. */
export function createUnknownRoute(): (method: string, path: string) => TuttiError {
  const addresses = Object.values(api).flatMap((route: Route) =>
    addressesOf(route).map(({ url }) => toAddress(route.method, url)),
  );
  return (method, path) => {
    const allowed = methodsOf(addresses, path);
    return allowed.length > 0 ? wrongMethod(method, path, allowed) : notFound(addresses, method, path);
  };
}

const toAddress = (method: string, url: string): Address => ({
  method,
  pattern: new RegExp(`^${url.replaceAll(/:\w+/g, '[^/]+')}$`),
});

function methodsOf(addresses: readonly Address[], path: string): string[] {
  const methods = addresses.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
}

const wrongMethod = (method: string, path: string, allowed: string[]): TuttiError =>
  new TuttiError('METHOD_NOT_ALLOWED', `${path} does not take ${method}. It takes ${allowed.join(', ')}.`, {
    allowed,
  });

function notFound(addresses: readonly Address[], method: string, path: string): TuttiError {
  const newest = path.replace(/^\/api\/v\d+(?=\/)/, `/api/v${API_VERSION}`);
  const hint =
    newest !== path && methodsOf(addresses, newest).length > 0
      ? `It is there in version ${API_VERSION}: ${newest}`
      : 'The routes are listed at /docs';
  return new TuttiError('ROUTE_NOT_FOUND', `There is no route ${method} ${path.slice(0, 200)}. ${hint}.`);
}
