/** The API's client: typed by the published OpenAPI document; every refusal is thrown as a `Problem`. */
import createClient, { type Middleware } from 'openapi-fetch';
import createHooks from 'openapi-react-query';
import { preferences } from '../app/preferences.ts';
import { Problem, problemOf } from './problem.ts';
import type { components, paths } from './schema.ts';

export type Schemas = components['schemas'];
export type Permission = Schemas['Permission'];

const CSRF = 'aftersales.csrf';
const OPERATOR = 'aftersales.operator';
const PASS = 'aftersales.pass';
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const PATIENCE = 30_000;

/** Keep the word that proves that a change comes from this page (the cookie alone proves nothing). */
export const keepCsrf = (token: string): void => localStorage.setItem(CSRF, token);

/** Do something when another tab of this browser has logged in (again). */
export const onSessionKept = (act: () => void): void =>
  addEventListener('storage', (event) => {
    if (event.key === CSRF && event.newValue) act();
  });

/** Forget it, as at logging out. */
export const dropCsrf = (): void => localStorage.removeItem(CSRF);

/** The operator's key of this tab; operators have no session. */
export const operatorKey = {
  read: (): string => sessionStorage.getItem(OPERATOR) ?? '',
  keep: (key: string): void => sessionStorage.setItem(OPERATOR, key),
  drop: (): void => sessionStorage.removeItem(OPERATOR),
};

/** The pass under which an operator reads a tenant's data in this tab, for as long as the grant runs. */
export const heldPass = {
  read: (): string => sessionStorage.getItem(PASS) ?? '',
  keep: (token: string): void => sessionStorage.setItem(PASS, token),
  drop: (): void => sessionStorage.removeItem(PASS),
};

const manners: Middleware = {
  onRequest({ request, schemaPath }) {
    request.headers.set('Accept-Language', preferences().language);
    if (schemaPath.startsWith('/v1/operator')) {
      request.headers.set('Authorization', `Bearer ${operatorKey.read()}`);
    } else if (heldPass.read()) {
      request.headers.set('Authorization', `Bearer ${heldPass.read()}`);
    } else if (!SAFE.has(request.method)) {
      request.headers.set('X-CSRF-Token', localStorage.getItem(CSRF) ?? '');
    }
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError({ error }) {
    return error instanceof DOMException && error.name === 'TimeoutError' ? new Problem(0, {}) : undefined;
  },
};

/** Ask; a question that a server keeps without an answer is let go of. */
function patient(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) return fetch(request);
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE)]) });
}

export const api = createClient<paths>({ baseUrl: '', credentials: 'same-origin', fetch: patient });
api.use(manners);

/** The same as hooks: `remote.useQuery('get', '/v1/returns/{return_id}', …)`. */
export const remote = createHooks(api);

/** The body of an answer; a refusal was thrown before. */
export async function body<T>(asked: Promise<{ data?: T }>): Promise<T> {
  return (await asked).data as T;
}

/** The header that says which version a change is of. */
export const ifMatch = (version: number): { 'If-Match': string } => ({ 'If-Match': `"${version}"` });

/** A key under which a sending that is tried again has its effect once. */
export const newKey = (): string => crypto.randomUUID();
