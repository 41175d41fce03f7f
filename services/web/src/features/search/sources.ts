/** Where is looked for a text, what of it is found there, and the list that holds the rest. */
import { api, body, type Permission, type Schemas } from '../../api/client.ts';
import { useName, useNameOf } from '../../app/language.ts';
import { useSession } from '../../app/session.tsx';
import { CREDIT_STATES, PAPER_STATES, PAPERS, RETURN_STATES, ROLES, UNIT_STATES, useDomain } from '../../ui/domain.ts';
import { useFormat } from '../../ui/format.ts';
import type { CardRow } from '../../ui/RowsCard.tsx';
import type { words } from './words.ts';

const SOME = 8;
const CODE = 40;
const NUMBER = 64;
const NAME = 100;

interface Found {
  readonly hits: readonly CardRow[];
  readonly isMore: boolean;
  /** What was looked for, if not what was typed. */
  readonly text?: string;
}

export interface Source {
  readonly word: keyof typeof words;
  readonly needs: Permission;
  /** The longest text that anything here could hold. */
  readonly longest: number;
  readonly find: (text: string) => Promise<Found>;
  /** The list of all that is found here; none where this person has no such list. */
  readonly list: ((text: string) => string) | null;
}

interface Answer<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

/** Rows of an answer as hits, and whether there are more. */
function found<Row>({ items, next_cursor }: Answer<Row>, hit: (row: Row) => CardRow): Found {
  return { hits: items.map(hit), isMore: next_cursor !== null };
}

/** Codes are looked for as typed, and where none is, in capitals, as most are written. */
function inEitherCase(find: (text: string) => Promise<Found>): (text: string) => Promise<Found> {
  return async (text) => {
    const asTyped = await find(text);
    const capitals = text.toUpperCase();
    if (asTyped.hits.length > 0 || capitals === text || capitals.length > CODE) return asTyped;
    return { ...(await find(capitals)), text: capitals };
  };
}

const listed = (page: string) => (text: string) => `/${page}?text=${encodeURIComponent(text)}`;

/** What narrows papers: the kind that the text is the name of, or else what stands on them. */
function ofPapers(text: string): { kind: Schemas['DocumentKind'] } | { text: string } {
  const named = (Object.keys(PAPERS) as (keyof typeof PAPERS)[]).find((kind) =>
    PAPERS[kind].some((name) => name.toLowerCase() === text.toLowerCase()),
  );
  return named ? { kind: named } : { text };
}

/** The places where this person may look. */
export function useSources(): readonly Source[] {
  const { can } = useSession();
  return [...useMoving(), ...useStanding()].filter((source) => can(source.needs));
}

/** What comes and goes: returns with their papers and credits, units. */
function useMoving(): readonly Source[] {
  const nameOf = useNameOf();
  const domain = useDomain();
  const format = useFormat();
  return [
    {
      word: 'returns',
      needs: 'returns.read',
      longest: NUMBER,
      find: async (text) =>
        found(await body(api.GET('/v1/returns', { params: { query: { text, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/returns/${one.id}`,
          name: one.number,
          remark: `${domain(RETURN_STATES, one.state)} · ${nameOf(one, 'dealer_name')}`,
        })),
      list: listed('returns'),
    },
    {
      word: 'units',
      needs: 'units.read',
      longest: CODE,
      find: inEitherCase(async (text) =>
        found(await body(api.GET('/v1/units', { params: { query: { text, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/units/${one.id}`,
          name: one.serial,
          remark: `${nameOf(one, 'model_name')} · ${domain(UNIT_STATES, one.state)}`,
        })),
      ),
      list: listed('units'),
    },
    {
      word: 'papers',
      needs: 'documents.read',
      longest: NUMBER,
      find: async (text) =>
        found(
          await body(api.GET('/v1/documents', { params: { query: { ...ofPapers(text), limit: SOME } } })),
          (one) => ({
            key: one.id,
            to: `/documents/${one.id}`,
            name: one.number,
            remark: [domain(PAPERS, one.kind), one.subject_number, domain(PAPER_STATES, one.state)]
              .filter(Boolean)
              .join(' · '),
          }),
        ),
      list: (text) => `/documents?${new URLSearchParams(ofPapers(text)).toString()}`,
    },
    {
      word: 'credits',
      needs: 'credits.read',
      longest: NUMBER,
      find: async (text) =>
        found(await body(api.GET('/v1/credits', { params: { query: { text, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/credit-notes/${one.id}`,
          name: one.number,
          remark: `${format.money(one.amount)} · ${domain(CREDIT_STATES, one.state)}`,
        })),
      list: listed('credit-notes'),
    },
  ];
}

/** What stays: parts and models, organisations, their people and warehouses. */
function useStanding(): readonly Source[] {
  const name = useName();
  const domain = useDomain();
  const { isDealer } = useSession();
  return [
    {
      word: 'parts',
      needs: 'catalog.read',
      longest: CODE,
      find: inEitherCase(async (text) =>
        found(await body(api.GET('/v1/parts', { params: { query: { text, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/parts/${one.id}`,
          name: one.number,
          remark: name(one),
        })),
      ),
      list: listed('parts'),
    },
    {
      word: 'models',
      needs: 'catalog.read',
      longest: CODE,
      find: inEitherCase(async (text) =>
        found(await body(api.GET('/v1/product-models', { params: { query: { text, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/product-models/${one.id}`,
          name: one.code,
          remark: name(one),
        })),
      ),
      list: listed('product-models'),
    },
    {
      word: 'organisations',
      needs: 'organisations.read',
      longest: NAME,
      find: async (q) =>
        found(await body(api.GET('/v1/organisations', { params: { query: { q, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/organisations/${one.id}`,
          name: name(one),
          remark: one.code,
        })),
      list: isDealer ? null : listed('organisations'),
    },
    {
      word: 'people',
      needs: 'people.read',
      longest: NAME,
      find: async (q) =>
        found(await body(api.GET('/v1/members', { params: { query: { q, limit: SOME } } })), (one) => ({
          key: one.id,
          to: listed('people')(one.email),
          name: one.name,
          note: one.email,
          remark: [one.organisation_name, ...one.roles.map((role) => domain(ROLES, role))].join(' · '),
        })),
      list: listed('people'),
    },
    {
      word: 'warehouses',
      needs: 'stock.read',
      longest: NAME,
      find: async (q) =>
        found(await body(api.GET('/v1/warehouses', { params: { query: { q, limit: SOME } } })), (one) => ({
          key: one.id,
          to: `/stock?warehouse=${one.id}`,
          name: one.name,
          remark: [one.code, one.organisation_name].filter(Boolean).join(' · '),
        })),
      list: isDealer ? null : listed('warehouses'),
    },
  ];
}
