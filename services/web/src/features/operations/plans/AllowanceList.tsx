/** The allowances of some terms, a line each: how much, when it warns, what happens beyond. */
import { useCallback } from 'react';
import type { Schemas } from '../../../api/client.ts';
import { useSay, useWords } from '../../../app/language.ts';
import { METERS, METERS_IN_ORDER, useQuantity } from '../../../ui/meters.ts';
import { words } from './words.ts';

type Allowances = Schemas['TermsShown']['allowances'];

interface Props {
  allowances: Allowances;
  /** Whether meters without a quota are left out. */
  isShort?: boolean;
}

export function AllowanceList({ allowances, isShort = false }: Props) {
  const t = useWords(words);
  const say = useSay();
  const quantity = useQuantity();
  const shown = METERS_IN_ORDER.filter((meter) => !isShort || allowances[meter]);
  if (!shown.length) return <span className="muted">{t('countedOnly')}</span>;
  return (
    <dl className="facts">
      {shown.map((meter) => {
        const one = allowances[meter];
        const warn = one?.warn ?? [];
        return (
          <div key={meter}>
            <dt>{say(METERS[meter])}</dt>
            <dd>
              {one ? (
                <>
                  {quantity(meter, one.included)}{' '}
                  <small className="muted">
                    {t(one.beyond === 'refuse' ? 'refuseShort' : 'allowShort')}
                    {warn.length > 0 && ` · ${t('warnsAt', { percents: warn.map((at) => `${at}%`).join(' ') })}`}
                  </small>
                </>
              ) : (
                <span className="muted">{t('countedOnly')}</span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/** A function that says allowances in one line, for a workbook. */
export function useAllowanceText(): (allowances: Allowances) => string {
  const say = useSay();
  const quantity = useQuantity();
  return useCallback(
    (allowances) =>
      METERS_IN_ORDER.flatMap((meter) => {
        const one = allowances[meter];
        return one ? [`${say(METERS[meter])} ${quantity(meter, one.included)}`] : [];
      }).join(' · '),
    [say, quantity],
  );
}
