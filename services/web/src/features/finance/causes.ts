/** What a credit was given for. */
import type { Schemas } from '../../api/client.ts';

/** Whether it settles a return, whose page its cause then leads to. */
export const isOfReturn = (credit: Schemas['CreditNote']) => credit.cause_kind === 'return_settled';
