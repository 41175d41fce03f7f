/** What the API refused, as an error that pages can show. */

export interface WrongPlace {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface Body {
  readonly code?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly errors?: readonly WrongPlace[];
  readonly request_id?: string;
}

/** An answer that is not the one asked for: RFC 9457 fields, or `unreachable` when there was none. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors: readonly WrongPlace[];
  readonly requestId: string;
  readonly retryAfter: number | null;

  constructor(status: number, body: Body, retryAfter: number | null = null) {
    super(body.detail ?? body.code ?? 'unreachable');
    this.name = 'Problem';
    this.status = status;
    this.code = body.code ?? (status ? 'unexpected' : 'unreachable');
    this.detail = body.detail ?? '';
    this.errors = body.errors ?? [];
    this.requestId = body.request_id ?? '';
    this.retryAfter = retryAfter;
  }

  /** Whether waiting and asking again may help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Whether a problem says that nobody is logged in any more; a wrong password or an operator's key says something else. */
export const isSessionOver = (problem: unknown): boolean =>
  problem instanceof Problem &&
  problem.status === 401 &&
  problem.code === 'unauthenticated' &&
  !location.pathname.startsWith('/operator/');

/** The problem that an answer tells of. */
export async function problemOf(response: Response): Promise<Problem> {
  const wait = Number(response.headers.get('retry-after') ?? '');
  const body = (await response.json().catch(() => ({}))) as Body;
  return new Problem(response.status, body, Number.isFinite(wait) && wait > 0 ? wait : null);
}

/** Anything thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem(0, {});
  throw error;
}
